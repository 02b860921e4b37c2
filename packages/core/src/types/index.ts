export type { Aggregate, FunctionAggregate } from './aggregate.ts'
export type { AggregateBuilder, AggregateWrapper } from './aggregate-builder.ts'
export type { AggregateSpec, StageSpec } from './stage-spec.ts'
export type { AnyStage, FunctionStage, Pipeline, Stage, StageFunction, Wiring } from './stage.ts'
export type { ByRecord, RecordView } from './by-record.ts'
export type { BytesRule } from './bytes-rule.ts'
export type { DeepReadonly } from './deep-readonly.ts'
export type { EachBuilder, EachSpec, EachWrapper } from './each-builder.ts'
export type { ExpandBuilder, ExpandContext, ExpandSpec, ExpandWrapper } from './expand-builder.ts'
export type { Experiment, ExperimentBuilder, ExperimentSpec, ParameterSets, Target } from './experiment.ts'
export type { ExperimentRecord } from './experiment-record.ts'
export type { FoldBuilder, FoldedStage, FoldSpec, FoldWrapper } from './fold-builder.ts'
export type { ForkBuilder, RecordBuilder, RecordOptions } from './record-builder.ts'
export type { Fits } from './fits.ts'
export type { GrowState } from './grow-state.ts'
export type { HoldingRule, Ruled } from './holding-rule.ts'
export type { IsAny } from './is-any.ts'
export type { JsonBuilder, JsonCacher } from './json-builder.ts'
export type { JsonRefusal, JsonRule } from './json-rule.ts'
export type { JsonValue } from './json-value.ts'
export type { LazyBuilder, LazyHandle, LazyOutput, Loaded } from './lazy-output.ts'
export type { ItemOf, Items, List } from './list.ts'
export type { AnyCacher, ListBuilder, ListCacher, ListRule } from './list-cacher.ts'
export type { Mistake } from './mistake.ts'
export type { MarkName, PlotMark, PlotOptions, PlotReduce, PlotScale, PlotTransform } from './plot-mark.ts'
export type { PipelineBuilder } from './pipeline-builder.ts'
export type { ReadValue } from './read-value.ts'
export type {
  AnyRow,
  Cell,
  FileReport,
  ImageReport,
  ImageType,
  JsonReport,
  NumberReport,
  PathReport,
  PlotReport,
  Report,
  Reportable,
  ReportFunction,
  RowOf,
  TableReport,
  TextReport,
} from './reportable.ts'
export type { StageBuilder, StageWrapper } from './stage-builder.ts'
export type { StageContext } from './stage-context.ts'
export type { TextRule } from './text-rule.ts'
