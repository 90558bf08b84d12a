const GAP = 6
const EDGE = 8

export interface Placement {
  side: 'below' | 'above'
  align: 'start' | 'center' | 'end'
}

/** Puts a floating element (position: fixed) at its anchor, on the other side or shifted where there is no room. */
export function placeAt(anchor: Element, floating: HTMLElement, { side, align }: Placement): void {
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = floating
  const left = { start: at.left, center: at.left + (at.width - width) / 2, end: at.right - width }[align]
  const below = at.bottom + GAP
  const above = at.top - GAP - height
  const hasRoomBelow = below + height <= window.innerHeight - EDGE
  const top = side === 'below' ? (hasRoomBelow || above < EDGE ? below : above) : above < EDGE ? below : above
  floating.style.left = `${Math.max(EDGE, Math.min(left, window.innerWidth - width - EDGE))}px`
  floating.style.top = `${top}px`
}
