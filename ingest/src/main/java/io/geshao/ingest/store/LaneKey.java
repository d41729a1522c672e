package io.geshao.ingest.store;

/** One lane of one gateway's spool: within it entries are numbered without holes. Texts as they are stored. */
record LaneKey(String gateway, String spool, String lane) {}
