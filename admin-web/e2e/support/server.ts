import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'

const built = (name: string) => fileURLToPath(new URL(`../../../bin/${name}`, import.meta.url))

export interface Server {
  url: string
  /** Makes it eleven o'clock of the next morning; only a stage has such a clock. */
  tomorrow: () => void
  stop: () => Promise<void>
}

/** Runs the built server, or the stage, on a free port of this machine, with data of its own. */
export async function startServer(name: 'server' | 'stage' = 'server'): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), 'zhijian-e2e-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn((name === 'server' && process.env.E2E_SERVER) || built(name), [], {
    env: { ...process.env, ZHIJIAN_LISTEN: `127.0.0.1:${port}`, ZHIJIAN_PUBLICURL: url, ZHIJIAN_DATADIR: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part.toString()))

  const stop = async (): Promise<void> => {
    await end(child)
    await rm(data, { recursive: true, force: true })
    if (process.env.E2E_LOG) process.stdout.write(said.join(''))
  }
  try {
    await expect.poll(() => answers(`${url}/readyz`, child), { timeout: 90_000, intervals: [200], message: 'the server becomes ready' }).toBe(true)
  } catch (cause) {
    await stop()
    throw new Error(`the server did not start:\n${said.join('').slice(-2000)}`, { cause })
  }
  return { url, stop, tomorrow: () => void child.kill('SIGUSR1') }
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`)
  return fetch(url).then((r) => r.ok, () => false)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
