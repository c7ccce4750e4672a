-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "auth";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "blog";

-- CreateTable
CREATE TABLE "blog"."U" (
    "id" INTEGER NOT NULL,

    CONSTRAINT "U_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth"."zzz" (
    "id" INTEGER NOT NULL,
    "uId" INTEGER,

    CONSTRAINT "zzz_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blog"."aaa" (
    "id" INTEGER NOT NULL,
    "uId" INTEGER,

    CONSTRAINT "aaa_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth"."T" (
    "id" INTEGER NOT NULL,
    "n" INTEGER,

    CONSTRAINT "T_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth"."_TToU" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,

    CONSTRAINT "_TToU_AB_pkey" PRIMARY KEY ("A","B")
);

-- CreateIndex
CREATE INDEX "_TToU_B_index" ON "auth"."_TToU"("B");

-- AddForeignKey
ALTER TABLE "auth"."zzz" ADD CONSTRAINT "zzz_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "blog"."aaa" ADD CONSTRAINT "aaa_uId_fkey" FOREIGN KEY ("uId") REFERENCES "blog"."U"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth"."_TToU" ADD CONSTRAINT "_TToU_A_fkey" FOREIGN KEY ("A") REFERENCES "auth"."T"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth"."_TToU" ADD CONSTRAINT "_TToU_B_fkey" FOREIGN KEY ("B") REFERENCES "blog"."U"("id") ON DELETE CASCADE ON UPDATE CASCADE;
