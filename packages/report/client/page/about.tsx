import type { JSX } from 'preact'
import type { RunDocument } from '../../src/document/run-document.ts'

/** Where the run took place, and how to do the same again. */
export const About = ({ run }: { readonly run: RunDocument }): JSX.Element => {
  const { node, platform, cpus, versions, commit } = run.environment
  return (
    <section id="about" aria-labelledby="about-title">
      <h2 id="about-title">About this run</h2>
      <dl class="facts">
        <dt>Store</dt>
        <dd>{run.store}</dd>
        <dt>Node</dt>
        <dd>
          {node} on {platform}, {cpus} cores
        </dd>
        {commit !== undefined && (
          <>
            <dt>Commit</dt>
            <dd>
              <code>{commit}</code>
              {commit.endsWith('+') && ' (with uncommitted changes)'}
            </dd>
          </>
        )}
        <dt>Versions</dt>
        <dd>
          {Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', ')}
        </dd>
      </dl>
      <h3>Reproduce this run</h3>
      <pre tabIndex={0} aria-label="Commands">
        {run.reproduce.join('\n')}
      </pre>
    </section>
  )
}
