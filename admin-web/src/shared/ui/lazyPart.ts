import { defineAsyncComponent, type AsyncComponentLoader } from 'vue'
import SkeletonRows from './SkeletonRows.vue'

/** A part of a page whose code comes when it is shown; until then the page says that it is loading. */
export const lazyPart = (loader: AsyncComponentLoader) => defineAsyncComponent({ loader, loadingComponent: SkeletonRows, delay: 0 })
