#!/usr/bin/env node
import { main } from '@stagewright/cli'

await main(process.argv)
