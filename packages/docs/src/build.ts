import { buildSite } from './build-site.ts'
import { siteFolder } from './folders.ts'

const [folder = siteFolder] = process.argv.slice(2)
await buildSite(folder)
console.log(`Built in ${folder}.`)
