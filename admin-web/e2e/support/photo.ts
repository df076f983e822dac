import { crc32, deflateSync } from 'node:zlib'

export interface Photo {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A real picture: a gradient of 320 × 240, so that the server's checks and thumbnails have work to do. */
export function photo(name: string, hue: number): Photo {
  const [width, height] = [320, 240]
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      rows.set([(hue + x / 4) & 255, 140 + ((y / 4) & 63), (hue * 2 + 90) & 255], y * (1 + width * 3) + 1 + x * 3)
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const buffer = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
  return { name: `${name}.png`, mimeType: 'image/png', buffer }
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body])
  const out = Buffer.alloc(body.length + 12)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), body.length + 8)
  return out
}
