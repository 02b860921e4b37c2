import { render } from 'preact'
import type { PageData } from '../src/page/page-data.ts'
import { IndexPage } from './index-page.tsx'
import { unpack } from './unpack.ts'
import { RunPage } from './run-page.tsx'

const root = document.getElementById('app')
const packed = document.getElementById('data')?.textContent ?? ''

const show = (data: PageData): void => {
  if (root === null) return
  if (data.page === 'index') {
    document.title = 'Runs'
    render(<IndexPage data={data} />, root)
    return
  }
  const { experiment, run } = data.document
  document.title = `${experiment} · ${run}`
  render(<RunPage data={data} />, root)
}

void unpack(packed).then((text) => {
  // The page's maker put it there.
  show(JSON.parse(text) as PageData)
})
