/** Views over HTTP. */
import { Controller } from '@nestjs/common';
import { addView, changeView, chooseView, listViews, removeView, type RouteInput, type View } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { ViewStore } from './view.store.js';

@Controller()
export class ViewsController {
  constructor(private readonly views: ViewStore) {}

  @Handle(listViews)
  async list(@Session() session: Session): Promise<{ items: View[] }> {
    return { items: await this.views.list(session) };
  }

  @Handle(addView)
  add(@Input() { body }: RouteInput<typeof addView>, @Session() session: Session): Promise<View> {
    return this.views.add(session, body);
  }

  @Handle(changeView)
  change(@Input() { params, body }: RouteInput<typeof changeView>, @Session() session: Session): Promise<View> {
    return this.views.change(session, params.viewId, body);
  }

  @Handle(removeView)
  remove(@Input() { params }: RouteInput<typeof removeView>, @Session() session: Session): Promise<void> {
    return this.views.remove(session, params.viewId);
  }

  @Handle(chooseView)
  choose(@Input() { params, body }: RouteInput<typeof chooseView>, @Session() session: Session): Promise<View> {
    return this.views.choose(session, params.viewId, body);
  }
}
