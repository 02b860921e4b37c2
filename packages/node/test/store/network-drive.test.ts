import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'
import { layoutOf } from '../../src/store/layout.ts'
import { mustBeOursAlone, networkDriveOf } from '../../src/store/network-drive.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const [ext4, nfs, cifs] = [0xef53, 0x6969, 0xff534d42]

test('network drives are told from disks by the number of their kind, also where it comes with a sign', () => {
  expect([ext4, nfs, cifs, cifs | 0].map(networkDriveOf)).toEqual([undefined, 'NFS', 'CIFS', 'CIFS'])
})

test('a store that another machine uses on a network drive is refused, and told of when that has ended', () => {
  const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
  const layout = layoutOf(folder)
  const claims = join(folder, 'claims-0123abcd.sqlite-wal')
  writeFileSync(claims, '')
  mustBeOursAlone(layout, () => ext4)
  expect(() => mustBeOursAlone(layout, () => nfs)).toThrow(
    `The store ${folder} lies on a network drive (NFS), and another machine uses it now. Wait until that has ended, or name another folder.`,
  )
  utimesSync(claims, new Date(0), new Date(0))
  mustBeOursAlone(layout, () => nfs)
  mustBeOursAlone(layout, () => nfs)
  expect(emitted.mock.calls).toEqual([
    [expect.stringContaining('never use it from two machines at a time'), 'StagewrightWarning'],
  ])
  emitted.mockRestore()
})
