export * from '@stagewright/node'
