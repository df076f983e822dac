// The only place that knows ECharts: a chunk of its own, loaded with the first chart.
import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent, type GridComponentOption, type LegendComponentOption, type TooltipComponentOption } from 'echarts/components'
import { init, use, type ComposeOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption>
export type Chart = EChartsType

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

/** Charts name their colours by token; here they become what the browser draws. */
export function paint(el: HTMLElement, option: ChartOption): ChartOption {
  const style = getComputedStyle(el)
  const named = Array.isArray(option.color) ? option.color.filter((c): c is string => typeof c === 'string') : []
  return named.length ? { ...option, color: named.map((c) => style.getPropertyValue(c).trim()) } : option
}

/** Colours are the product's tokens, read where the chart stands. */
export function draw(el: HTMLElement, option: ChartOption): Chart {
  const style = getComputedStyle(el)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const axis = { axisLine: { lineStyle: { color: token('--line-strong') } }, axisLabel: { color: token('--secondary') }, splitLine: { lineStyle: { color: token('--line') } } }
  const chart = init(el, {
    color: ['--brand', '--info', '--warn', '--good', '--danger', '--hint'].map(token),
    textStyle: { fontFamily: token('--font'), color: token('--ink') },
    categoryAxis: { ...axis, splitLine: { show: false } }, valueAxis: axis, legend: { textStyle: { color: token('--secondary') } },
  })
  chart.setOption({ animation: !still, animationDuration: 180, ...paint(el, option) })
  return chart
}
