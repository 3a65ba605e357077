import type { ComponentType } from 'react';
import { Acquisition } from '../pages/acquisition/acquisition.js';
import { Channels } from '../pages/channels/channels.js';
import { Cohorts } from '../pages/cohorts/cohorts.js';
import { Customers } from '../pages/customer/customers.js';
import { Experience } from '../pages/experience/experience.js';
import { Impact } from '../pages/impact/impact.js';
import { Lifecycle } from '../pages/lifecycle/lifecycle.js';
import { Overview } from '../pages/overview/overview.js';
import { System } from '../pages/system/system.js';

/** By the path, in the order of the navigation. They come all at once, so that a lost server takes none away. */
export const COMPONENTS: Readonly<Record<string, ComponentType>> = {
  '': Overview,
  cohorts: Cohorts,
  lifecycle: Lifecycle,
  acquisition: Acquisition,
  channels: Channels,
  experience: Experience,
  impact: Impact,
  customers: Customers,
  system: System,
};

export const PAGES = Object.keys(COMPONENTS);
