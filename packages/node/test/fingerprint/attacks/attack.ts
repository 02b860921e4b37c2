import type { Sources } from '../../support/sources.ts'

/** A program and an edit of it, as one text: `⟦before|after⟧`. The stage is what `stages.js` exports as `fit`. */
export interface Attack {
  readonly what: string
  /** `seen`: the digest must change. `told`: the plan must warn, whether it changes or not. `same`: it must not change. */
  readonly must: 'seen' | 'told' | 'same'
  readonly sources: Sources
}

export const attack = (what: string, must: Attack['must'], stages: string, others: Sources = {}): Attack => ({
  what,
  must,
  sources: { 'stages.js': stages, ...others },
})

/** The program before the edit, or after it. */
export const sideOf = ({ sources }: Attack, side: 'before' | 'after'): Sources =>
  Object.fromEntries(
    Object.entries(sources).map((names) =>
      names.map((text) => text.replaceAll(/⟦([^|⟧]*)\|([^⟧]*)⟧/g, side === 'before' ? '$1' : '$2')),
    ),
  )
