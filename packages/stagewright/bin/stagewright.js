#!/usr/bin/env node
import module from 'node:module'

// Node from 22.8 on can keep what it compiled.
module.enableCompileCache?.()
const { main } = await import('@stagewright/cli')
await main(process.argv)
