import type { Walk } from './walk.ts'

/** `pipeline(...stages)` makes a stage of stages. */
export interface PipelineBuilder {
  <const Stages extends readonly unknown[]>(
    ...stages: Stages extends Walk<Stages>['members'] ? Stages : Walk<Stages>['members']
  ): Walk<Stages>['pipeline']
}
