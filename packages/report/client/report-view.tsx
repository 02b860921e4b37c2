import type { JSX } from 'preact'
import type { ShownReport } from '../src/page/page-data.ts'
import { formatBytes, plural } from './format.ts'

/** One report, under its name. */
export const ReportView = ({ report }: { readonly report: ShownReport }): JSX.Element => (
  <figure class={`report is-${report.kind}`}>
    {report.name !== undefined && <figcaption>{report.name}</figcaption>}
    <Body report={report} />
  </figure>
)

const Body = ({ report }: { readonly report: ShownReport }): JSX.Element => {
  switch (report.kind) {
    case 'number':
      return (
        <p class="big">
          {report.value}
          {report.unit !== undefined && <span class="unit"> {report.unit}</span>}
        </p>
      )
    case 'text':
      return <pre tabIndex={0}>{report.text}</pre>
    case 'note':
      return <p class="quiet">{report.text}</p>
    case 'html':
      // Made by this library on the server, where all of it was escaped.
      return <div class="rendered" tabIndex={0} dangerouslySetInnerHTML={{ __html: report.html }} />
    case 'image':
      return <img src={report.source} alt={report.alt} />
    case 'file':
      return (
        <p>
          <a href={report.href} download={report.fileName}>
            {report.fileName}
          </a>{' '}
          <span class="quiet">{formatBytes(report.bytes)}</span>
        </p>
      )
    case 'table':
      return (
        <div class="scroll" tabIndex={0} role="group" aria-label={report.name ?? 'table'}>
          <table>
            <thead>
              <tr>
                {report.columns.map((column, at) => (
                  <th scope="col" class={report.numeric[at] ? 'number' : ''}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.rows.map((row) => (
                <tr>
                  {row.map((cell, at) => (
                    <td class={report.numeric[at] ? 'number' : ''}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          {report.more > 0 && <p class="quiet">and {plural(report.more, 'more row')}</p>}
        </div>
      )
  }
}
