export { bytes, json, list, text } from './cachers/index.ts'
export { proveJson } from './cachers/prove-json.ts'
export { writeJson } from './cachers/write-json.ts'
export * from './errors/index.ts'
export { provideSha256 } from './fingerprint/portable-digest.ts'
export { type AsyncContext, type EnclosingStep, provideAsyncContext } from './scheduler/enclosing.ts'
export { portableFingerprinter } from './fingerprint/portable.ts'
export { experiment, recordsOfSets } from './graph/experiment.ts'
export { aggregate, each, expand, fold, fork, lazy, pipeline, record, stage } from './graph/wrap.ts'
export { isManifest, itemFormatOf, type ListItem, manifestBytes, readManifest } from './lists/manifest.ts'
export { makeStageHost, type StageHost, type StageHostParts } from './host/stage-host.ts'
export type { RunDifference } from './history/diff-runs.ts'
export { type History, readHistory, type RunSummary } from './history/history.ts'
export { codeChanges } from './plan/changes.ts'
export { describeSeen } from './plan/parameter-changes.ts'
export { type Change, type Conversion, describeChange, describeReason, type Reason } from './plan/reason.ts'
export type { Decision } from './plan/decide.ts'
export { explain, type Explanation } from './plan/explain.ts'
export type { StageEdge, StageGraph, StageNode } from './graph/stage-graph.ts'
export { narrow } from './plan/narrow.ts'
export type { PictureOptions } from './plan/draw.ts'
export type { Plan } from './plan/plan.ts'
export type { PlanJson, PlanStep } from './plan/plan-data.ts'
export { foldWarnings } from './plan/fold-warnings.ts'
export type { PlanWarning } from './plan/warning.ts'
export type {
  Call,
  CallData,
  CallStore,
  CallWarning,
  ClaimWait,
  Channel,
  CallResult,
  CallOutput,
  EnclosingData,
  Executor,
  InputArtifact,
  InputData,
  PackedValue,
  SubjectData,
} from './ports/executor.ts'
export type { CodeFingerprint, FileReading, Fingerprinter } from './ports/fingerprinter.ts'
export type { ResourceSize } from './scheduler/resources.ts'
export type { Either, Monoid, TaskEither } from './types/fp-ts.ts'
export { takeClaim } from './ports/take-claim.ts'
export { type Place, placesOf } from './ports/place.ts'
export {
  isRemoteError,
  type Remote,
  type RemoteBody,
  type RemoteCallOptions,
  RemoteError,
  type RemoteGetOptions,
  type RemoteListOptions,
  type RemoteObject,
  type RemotePutOptions,
} from './ports/remote.ts'
export type {
  Answer,
  Artifacts,
  Claim,
  ClaimAnswer,
  Content,
  Draft,
  DraftInfo,
  HeldClaim,
  PastExecution,
  RunNote,
  Standing,
  Store,
  StoreSession,
  Summaries,
  TraceIndex,
} from './ports/store.ts'
export type {
  ArtifactTrace,
  Aspect,
  Digest,
  InputTrace,
  Read,
  ReadTarget,
  StoredArtifact,
  Trace,
  TraceHead,
} from './ports/trace.ts'
export { snapshot } from './reads/view.ts'
export { readReports } from './reports/read-reports.ts'
export { parseReport, reportJson } from './reports/report-json.ts'
export type { Accepted } from './run/accept.ts'
export { type Engine, type EngineParts, makeEngine } from './run/engine.ts'
export { inProcess } from './run/in-process.ts'
export type { Outcome, RunEvent, RunWarning, StepRef, StepsAdded } from './run/events.ts'
export type { PlanOptions, RunOptions } from './run/options.ts'
export type {
  ArtifactInfo,
  ArtifactMetadata,
  ReadArtifact,
  RunResult,
  RunStep,
  SkippedOutput,
} from './run/result.ts'
export { memoryStore } from './store/memory-store.ts'
export * from './types/index.ts'
export { encode as canonicalText, isPlainObject, kindOf } from './values/encode.ts'
export { instanceOf, isResizable, oddityOf, ownsItsMemory } from './values/oddity.ts'
export type * from './cachers/index.ts'
