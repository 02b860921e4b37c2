import { source } from 'axe-core'
import type { Page } from 'playwright-core'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe has against a page: each rule with the first element that breaks it. */
export const problemsFound = async (page: Page): Promise<readonly string[]> => {
  // The page's own policy lets no other script in, so it is brought in by the debugger.
  await page.evaluate(source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: readonly Violation[] }> }
    }
    return (await axe.run()).violations
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
