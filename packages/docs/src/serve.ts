import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { buildSite } from './build-site.ts'
import { siteFolder } from './folders.ts'

const port = Number(process.env['PORT'] ?? 8321)

await buildSite(siteFolder)
const site = new Hono()
// Programs that pages lead to are to be read, and not saved.
site.use('/media/*', async (context, next) => {
  await next()
  if (context.req.path.endsWith('.ts')) context.header('content-type', 'text/plain; charset=utf-8')
})
site.use('*', serveStatic({ root: siteFolder }))
serve({ fetch: site.fetch, port, hostname: '127.0.0.1' }, () => console.log(`http://localhost:${port}`))
