import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'

export interface Radosgw {
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly stop: () => void
}

/** What Debian and Ubuntu call the packages. */
const packages = ['radosgw', 'ceph-mon', 'ceph-osd']

/**
 * Starts Ceph's S3 server with a bucket in memory: one monitor, one disk, no copies. Its packages are installed where they
 * can be; `undefined` where they are not to be had.
 */
export const startRadosgw = async (port = 17_480): Promise<Radosgw | undefined> => {
  if (!isInstalled() && !install()) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'stagewright-radosgw-'))
  const conf = join(folder, 'ceph.conf')
  const keyring = join(folder, 'keyring')
  const call = (program: string, ...words: readonly string[]): string =>
    execFileSync(program, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const fsid = randomUUID()
  const monitor = `[v2:127.0.0.1:${port + 1},v1:127.0.0.1:${port + 2}]`
  writeFileSync(conf, settings(folder, fsid, monitor, port))
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(join(folder, name))
  call('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *')
  const admin = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *']
  call('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', ...admin)
  const osd = ['--cap', 'mon', 'allow profile osd', '--cap', 'osd', 'allow *']
  call('ceph-authtool', keyring, '--gen-key', '-n', 'osd.0', ...osd)
  const rgw = ['--cap', 'mon', 'allow rwx', '--cap', 'osd', 'allow rwx']
  call('ceph-authtool', keyring, '--gen-key', '-n', 'client.rgw', ...rgw)
  const map = join(folder, 'monmap')
  call('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', monitor, map)
  call('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring, '-c', conf)
  call('ceph-mon', '-i', 'a', '-c', conf)
  const disk = randomUUID()
  call('ceph', '-c', conf, 'osd', 'new', disk, '0')
  call('ceph-osd', '-i', '0', '-c', conf, '--mkfs', '--osd-uuid', disk)
  call('ceph-osd', '-i', '0', '-c', conf)
  call('radosgw', '-c', conf, '-n', 'client.rgw')
  const stop = (): void => {
    for (const name of ['client.rgw', 'osd.0', 'mon.a']) end(join(folder, `${name}.pid`))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const credentials = { accessKeyId: 'STAGEWRIGHT', secretAccessKey: randomUUID() }
    const user = ['user', 'create', '--uid=stagewright', '--display-name=Stagewright']
    const keys = [`--access-key=${credentials.accessKeyId}`, `--secret-key=${credentials.secretAccessKey}`]
    call('radosgw-admin', '-c', conf, '-n', 'client.rgw', ...user, ...keys)
    const made = { endpoint: `http://127.0.0.1:${port}`, region: 'default', bucket: 'results', credentials }
    await makeBucket(made)
    return { ...made, stop }
  } catch (error) {
    stop()
    throw error
  }
}

const isInstalled = (): boolean => {
  try {
    execFileSync('radosgw', ['--version'], { stdio: 'ignore' })
    execFileSync('ceph-osd', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const install = (): boolean => {
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore', env })
    execFileSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], {
      stdio: 'ignore',
      env,
    })
    return true
  } catch {
    return false
  }
}

const settings = (folder: string, fsid: string, monitor: string, port: number): string => `
[global]
fsid = ${fsid}
mon_host = ${monitor}
mon_initial_members = a
run_dir = ${folder}
admin_socket = ${folder}/$name.asok
log_file = ${folder}/$name.log
pid_file = ${folder}/$name.pid
keyring = ${folder}/keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_crush_chooseleaf_type = 0
mon_max_pg_per_osd = 1000
[mon.a]
mon_data = ${folder}/mon
[osd.0]
osd_data = ${folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 6442450944
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:${port}
rgw_data = ${folder}/rgw
`

const end = (file: string): void => {
  try {
    process.kill(Number(readFileSync(file, 'utf8')))
  } catch {
    // It has ended.
  }
}

/** A server that has just started takes its time. */
const makeBucket = async ({
  endpoint,
  bucket,
  region,
  credentials,
}: Omit<Radosgw, 'stop'>): Promise<void> => {
  const client = new AwsClient({ ...credentials, service: 's3', region })
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await client.fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
      if (answer.ok) return
      throw new Error(`${answer.status} ${await answer.text()}`)
    } catch (error) {
      if (attempt > 60) throw error
      await sleep(1000)
    }
  }
}
