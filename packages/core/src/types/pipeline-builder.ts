import type { AnyStage } from './stage.ts'
import type { Walk } from './walk.ts'

/** `pipeline(...stages)` makes a stage of stages. */
export interface PipelineBuilder {
  <const Stages extends readonly AnyStage[]>(
    ...stages: Stages extends Walk<Stages>['members'] ? Stages : Walk<Stages>['members']
  ): Walk<Stages>['pipeline']
}
