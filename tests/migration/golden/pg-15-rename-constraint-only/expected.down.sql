-- RenameForeignKey
ALTER TABLE "Post" RENAME CONSTRAINT "fk_post_author" TO "Post_authorId_fkey";
