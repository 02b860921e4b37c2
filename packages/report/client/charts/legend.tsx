import type { JSX } from 'preact'

/** Names beside their colours. */
export const Legend = ({ colours }: { readonly colours: ReadonlyMap<string, string> }): JSX.Element => (
  <ul class="legend">
    {[...colours].map(([name, colour]) => (
      <li>
        <span class="swatch" style={{ background: colour }} />
        {name}
      </li>
    ))}
  </ul>
)
