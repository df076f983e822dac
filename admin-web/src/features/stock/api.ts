import type { Http, Query } from '@/shared/api/client'
import type { EditItemForm, ItemPriceForm, ListItemForm, MovementsOutBody, ReceiveForm, StockItem, StockItemsOutBody, StocktakeForm, StocktakeOutBody } from './model'

export const stockApi = (http: Http) => ({
  items: (communityId: string) => http.get<StockItemsOutBody>(`/communities/${communityId}/stock-items`),
  list: (key: string, communityId: string, form: ListItemForm) => http.post<StockItem>(`/communities/${communityId}/stock-items`, form, key),
  edit: (key: string, id: string, form: EditItemForm) => http.patch<StockItem>(`/stock-items/${id}`, form, key),
  price: (key: string, id: string, form: ItemPriceForm) => http.post<StockItem>(`/stock-items/${id}/price`, form, key),
  receive: (key: string, id: string, form: ReceiveForm) => http.post<StockItem>(`/stock-items/${id}/receive`, form, key),
  stocktake: (key: string, communityId: string, form: StocktakeForm) => http.post<StocktakeOutBody>(`/communities/${communityId}/stocktakes`, form, key),
  movements: (communityId: string, filter: Query, cursor: string) => http.get<MovementsOutBody>(`/communities/${communityId}/stock-movements`, { ...filter, cursor }),
})
