import { render } from 'preact'
import type { PageData } from '../src/page/page-data.ts'
import { ComparePage } from './compare/compare-page.tsx'
import { RunPage } from './page/run-page.tsx'
import { unpack } from './page/unpack.ts'
import { IndexPage } from './runs/index-page.tsx'

const root = document.getElementById('app')
const packed = document.getElementById('data')?.textContent ?? ''

// The server's cookie opens the door from now on: the token need not stay in the address, where it would be copied.
if (location.protocol !== 'file:' && location.search.includes('token='))
  history.replaceState(null, '', location.pathname + location.hash)

const show = (data: PageData): void => {
  if (root === null) return
  switch (data.page) {
    case 'index':
      document.title = 'Runs'
      return render(<IndexPage data={data} />, root)
    case 'compare':
      document.title = `${data.comparison.before.run} and ${data.comparison.after.run}`
      return render(<ComparePage data={data} />, root)
    case 'run':
      document.title = `${data.document.experiment} · ${data.document.run}`
      return render(<RunPage data={data} />, root)
  }
}

void unpack(packed).then((text) => {
  // The page's maker put it there.
  show(JSON.parse(text) as PageData)
})
