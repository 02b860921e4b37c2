import { useEffect, useState } from 'preact/hooks'

/** Where a reader is in the page: a view, and what is open or chosen in it. It is the address, so that links and Back work. */
export interface Place {
  readonly view: string
  readonly settings: ReadonlyMap<string, string>
}

/** `#/steps?only=failed` is the view `steps` with one setting. */
export const readPlace = (hash: string): Place => {
  const [view = '', query = ''] = split(hash.replace(/^#\/?/u, ''))
  return { view, settings: new Map(new URLSearchParams(query)) }
}

const split = (text: string): readonly string[] => {
  const at = text.indexOf('?')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

export const linkTo = (view: string, settings: Readonly<Record<string, string | undefined>> = {}): string => {
  const given = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
  return given.length === 0 ? `#/${view}` : `#/${view}?${new URLSearchParams(given).toString()}`
}

/** The place of today, and a way to another one, which Back returns from. */
export const usePlace = (): readonly [Place, (hash: string) => void] => {
  const [place, setPlace] = useState(() => readPlace(location.hash))
  useEffect(() => {
    const follow = (): void => setPlace(readPlace(location.hash))
    addEventListener('hashchange', follow)
    addEventListener('popstate', follow)
    return () => {
      removeEventListener('hashchange', follow)
      removeEventListener('popstate', follow)
    }
  }, [])
  const go = (hash: string): void => {
    if (hash === location.hash) return
    history.pushState(null, '', hash)
    setPlace(readPlace(hash))
  }
  return [place, go]
}
