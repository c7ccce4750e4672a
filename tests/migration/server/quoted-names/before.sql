CREATE TABLE "a""b; DROP TABLE x; --" (
    "the ""id""" INTEGER NOT NULL,

    CONSTRAINT "a""b; DROP TABLE x; --_pkey" PRIMARY KEY ("the ""id""")
);

CREATE TABLE "Ümlaut.table /* " (
    "id" INTEGER NOT NULL,
    "p'\" INTEGER,

    CONSTRAINT "Ümlaut.table /* _pkey" PRIMARY KEY ("id"),
    CONSTRAINT "fk "" 漢字" FOREIGN KEY ("p'\") REFERENCES "a""b; DROP TABLE x; --"("the ""id""") ON DELETE SET NULL ON UPDATE CASCADE
);
