import type { OutpollEvent } from './market.ts';

/** The first event and its outcomes have the ids of the venue's examples. */
export const defaultEvents: readonly OutpollEvent[] = [
  {
    id: '54ccea1a-16fd-469c-8018-84b375243e8a',
    title: 'Bitcoin above 150,000 dollars by the end of the year?',
    outcomes: [
      { id: 'b21f6fd8-b9d1-4b9f-bb79-ef141e3dcb76', title: 'Yes', chance: 0.55 },
      { id: '97b06d16-aeff-4dd4-b08b-1ba30a2b8895', title: 'No', chance: 0.45 },
    ],
  },
  {
    id: '6f1c4c3e-52d5-4f0a-9c1e-0d6f6a7f2b10',
    title: 'Who wins the regatta?',
    outcomes: [
      { id: '0b8f5a64-3a0e-4a53-8f11-5d0f6a9b7c01', title: 'Aurora', chance: 0.4 },
      { id: '0b8f5a64-3a0e-4a53-8f11-5d0f6a9b7c02', title: 'Borealis', chance: 0.35 },
      { id: '0b8f5a64-3a0e-4a53-8f11-5d0f6a9b7c03', title: 'Corona', chance: 0.25 },
    ],
  },
  {
    id: 'c3d2e6b8-7e2f-4b4e-a3d9-1f5b8e9a4d20',
    title: 'Rain in Lisbon tomorrow?',
    outcomes: [
      { id: 'e5a1c7d0-9b3c-4c1d-8e2f-2a6d9f0b8c01', title: 'Yes', chance: 0.2 },
      { id: 'e5a1c7d0-9b3c-4c1d-8e2f-2a6d9f0b8c02', title: 'No', chance: 0.8 },
    ],
  },
];
