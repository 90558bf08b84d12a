/**
 * An ICC profile of sRGB (ICC.1:2001-04, version 2.1; IEC 61966-2-1), written out here so that none has to be shipped: a
 * matrix with one tone curve. The primaries are sRGB's, adapted to the profile's white D50.
 */
export function srgbProfile(): Uint8Array {
  const curve = toneCurve()
  const tags: [string, Buffer][] = [
    ['desc', description('sRGB IEC61966-2.1')],
    ['cprt', text('Public domain')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.43607, 0.22249, 0.01392)],
    ['gXYZ', xyz(0.38515, 0.71687, 0.09708)],
    ['bXYZ', xyz(0.14307, 0.06061, 0.7141)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  const HEADER = 128
  const table = Buffer.alloc(4 + 12 * tags.length)
  table.writeUInt32BE(tags.length, 0)
  const placed = new Map<Buffer, number>()
  const parts: Buffer[] = []
  let at = HEADER + table.length
  tags.forEach(([name, content], i) => {
    const offset = placed.get(content) ?? at
    if (!placed.has(content)) {
      placed.set(content, at)
      const padded = Buffer.concat([content, Buffer.alloc((4 - (content.length % 4)) % 4)])
      parts.push(padded)
      at += padded.length
    }
    table.write(name, 4 + 12 * i, 'latin1')
    table.writeUInt32BE(offset, 8 + 12 * i)
    table.writeUInt32BE(content.length, 12 + 12 * i)
  })
  return Buffer.concat([header(at), table, ...parts])
}

function header(size: number): Buffer {
  const header = Buffer.alloc(128)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(0x02100000, 8)
  header.write('mntrRGB XYZ ', 12, 'latin1')
  // The day of the standard: a profile has a date, and this one never changes.
  ;[1999, 10, 18, 0, 0, 0].forEach((part, i) => {
    header.writeUInt16BE(part, 24 + 2 * i)
  })
  header.write('acsp', 36, 'latin1')
  xyz(0.9642, 1, 0.8249).copy(header, 68, 8)
  return header
}

const tag = (name: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${name}\0\0\0\0`, 'latin1'), content])

const text = (words: string): Buffer => tag('text', Buffer.from(`${words}\0`, 'latin1'))

function description(words: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(words.length + 1)
  // No Unicode and no Macintosh words: counts of none, and the room the standard keeps for the latter.
  return tag(
    'desc',
    Buffer.concat([length, Buffer.from(`${words}\0`, 'latin1'), Buffer.alloc(4 + 4 + 2 + 1 + 67)]),
  )
}

function xyz(x: number, y: number, z: number): Buffer {
  const numbers = Buffer.alloc(12)
  ;[x, y, z].forEach((value, i) => {
    numbers.writeInt32BE(Math.round(value * 65_536), 4 * i)
  })
  return tag('XYZ ', numbers)
}

/** From what is stored to light, at 1,024 steps. */
function toneCurve(): Buffer {
  const STEPS = 1024
  const curve = Buffer.alloc(4 + 2 * STEPS)
  curve.writeUInt32BE(STEPS, 0)
  for (let i = 0; i < STEPS; i++) {
    const v = i / (STEPS - 1)
    const light = v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    curve.writeUInt16BE(Math.round(light * 65_535), 4 + 2 * i)
  }
  return tag('curv', curve)
}
