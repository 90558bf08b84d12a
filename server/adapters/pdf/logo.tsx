import { Image, Path, Svg, View } from '@react-pdf/renderer'
import type { Logo, Seller } from '../../core/document'
import { accentOf, inkOn } from '../color'
import { Words } from './text'

const HEIGHT = 30
const WIDTH_MAX = 150

/** The seller's logo, or a mark with the initial of its name on its accent. */
export function LogoMark({ seller }: { seller: Seller }) {
  const logo = seller.logo && drawable(seller.logo)
  if (logo?.kind === 'image')
    return (
      <Image
        src={{ data: Buffer.from(logo.data), format: logo.format }}
        style={{ height: HEIGHT, maxWidth: WIDTH_MAX }}
      />
    )
  if (logo?.kind === 'paths')
    return (
      <Svg viewBox={logo.viewBox} style={{ height: HEIGHT, width: logo.width }}>
        {logo.paths.map((path) => (
          <Path key={path.d} d={path.d} fill={accentFill(path.fill, seller.accent)} />
        ))}
      </Svg>
    )
  return <Monogram seller={seller} />
}

/** True if the logo already says the name, so that it need not stand beside it. */
export function isWordmark(seller: Seller): boolean {
  const logo = seller.logo && drawable(seller.logo)
  return logo?.kind === 'paths' ? logo.width > 2 * HEIGHT : logo?.kind === 'image' ? logo.wide : false
}

function Monogram({ seller }: { seller: Seller }) {
  const accent = accentOf(seller.accent)
  const initial = /[\p{L}\p{N}]/u.exec(seller.name)?.[0]?.toUpperCase() ?? '•'
  return (
    <View
      style={{
        width: HEIGHT,
        height: HEIGHT,
        borderRadius: 7,
        backgroundColor: accent,
        alignItems: 'center',
        justifyContent: 'center',
      }}
    >
      <Words display style={{ color: inkOn(accent), fontSize: 16, lineHeight: 1 }}>
        {initial}
      </Words>
    </View>
  )
}

type Drawable =
  | { kind: 'image'; data: Uint8Array; format: 'png' | 'jpg'; wide: boolean }
  | { kind: 'paths'; viewBox: string; width: number; paths: { d: string; fill?: string }[] }

/** A document is never refused because of its logo: what cannot be drawn for certain is left out. */
function drawable(logo: Logo): Drawable | undefined {
  if (logo.kind === 'image') {
    const png =
      logo.data.length > 24 &&
      Buffer.from(logo.data.subarray(0, 8)).toString('latin1') === '\x89PNG\r\n\x1a\n'
    const jpg =
      logo.data.length > 24 && logo.data[0] === 0xff && logo.data[1] === 0xd8 && logo.data[2] === 0xff
    if (!png && !jpg) return undefined
    const view = new DataView(logo.data.buffer, logo.data.byteOffset, logo.data.byteLength)
    const wide = png && view.getUint32(16) > 2 * view.getUint32(20)
    return { kind: 'image', data: logo.data, format: png ? 'png' : 'jpg', wide }
  }
  const [, , width = 0, height = 0] = logo.viewBox.split(/[\s,]+/).map(Number)
  const paths = logo.paths.filter(({ d }) => /^\s*[Mm][\d\s,.eE+\-MmLlHhVvCcSsQqTtAaZz]*$/.test(d))
  if (!(width > 0) || !(height > 0) || paths.length === 0) return undefined
  return {
    kind: 'paths',
    viewBox: logo.viewBox,
    width: Math.min(WIDTH_MAX, (HEIGHT * width) / height),
    paths,
  }
}

function accentFill(fill: string | undefined, accent: string): string {
  return fill !== undefined && /^#[0-9a-f]{6}$/i.test(fill) ? fill : accentOf(accent)
}
