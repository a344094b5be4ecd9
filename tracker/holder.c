#include "tracker/holder.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "tracker/log.h"

struct stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct site_holder {
	pthread_mutex_t mutex; /* guards the two pointers, for as long as it takes to count up */
	struct site *site;
	struct catalogue *catalogue;
	char out[1024], kept[1024];
	struct stamp stamp;    /* of the manifest that `site` belongs to */
	struct stamp refused;  /* of one that could not be loaded: said once, not tried again */
	bool registered;
	unsigned revision, kept_revision; /* counts sites; of the one that lies in DATA */
};

static struct stamp
stamp_of(const char *out)
{
	char path[1100];
	struct stat st;
	struct stamp s = { 0 };

	snprintf(path, sizeof(path), "%s/manifest", out);
	if (stat(path, &st) == 0)
		s = (struct stamp){ st.st_dev, st.st_ino, st.st_size, st.st_mtim };
	return s;
}

static bool
stamp_equal(const struct stamp *a, const struct stamp *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size
		&& a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Load `out`, patiently while a build is under way. */
static enum err_code
site_load_settled(const char *out, struct stamp *stamp, struct site **site, struct err *e)
{
	enum err_code rc = ERR_CONFLICT;

	for (int i = 0; i < 100 && rc == ERR_CONFLICT; i++) {
		if (i > 0)
			nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
		*stamp = stamp_of(out);
		rc = site_load(out, site, e);
	}
	return rc;
}

enum err_code
site_holder_open(const char *out, const char *kept, struct site_holder **result, struct err *e)
{
	struct site_holder *h = calloc(1, sizeof(*h));
	enum err_code rc;

	if (!h)
		abort();
	pthread_mutex_init(&h->mutex, NULL);
	snprintf(h->kept, sizeof(h->kept), "%s", kept);
	h->revision = 1;
	if (out) {
		snprintf(h->out, sizeof(h->out), "%s", out);
		rc = site_load_settled(out, &h->stamp, &h->site, e);
	} else {
		rc = site_load_kept(kept, &h->site, e);
		if (rc == ERR_NOTFOUND)
			rc = err_set(e, ERR_NOTFOUND, "no site is known yet: name it with --site");
	}
	if (rc != ERR_OK) {
		site_holder_close(h);
		return rc;
	}
	*result = h;
	return ERR_OK;
}

void
site_holder_close(struct site_holder *h)
{
	if (!h)
		return;
	site_drop(h->site);
	catalogue_drop(h->catalogue);
	pthread_mutex_destroy(&h->mutex);
	free(h);
}

struct site *
site_holder_get(struct site_holder *h)
{
	struct site *site;

	pthread_mutex_lock(&h->mutex);
	site = h->site;
	if (site)
		site_hold(site);
	pthread_mutex_unlock(&h->mutex);
	return site;
}

struct catalogue *
site_holder_catalogue(struct site_holder *h)
{
	struct catalogue *c;

	pthread_mutex_lock(&h->mutex);
	c = h->catalogue;
	if (c)
		catalogue_hold(c);
	pthread_mutex_unlock(&h->mutex);
	return c;
}

bool
site_holder_look(struct site_holder *h)
{
	struct stamp now;
	struct site *site = NULL, *old;
	struct err e = { 0 };
	enum err_code rc;

	if (h->out[0] == '\0')
		return false;
	now = stamp_of(h->out);
	if (now.inode == 0 || stamp_equal(&now, &h->stamp) || stamp_equal(&now, &h->refused))
		return false;
	rc = site_load(h->out, &site, &e);
	if (rc == ERR_CONFLICT || rc == ERR_NOTFOUND)
		return false; /* not complete yet: the next look finds it so */
	if (rc != ERR_OK) {
		log_error("site_refused", e.msg);
		h->refused = now;
		return false;
	}
	pthread_mutex_lock(&h->mutex);
	old = h->site;
	h->site = site;
	pthread_mutex_unlock(&h->mutex);
	site_drop(old);
	h->stamp = now;
	h->registered = false;
	h->revision++;
	log_pairs("info", "site_taken_over", "files=%zu modules=%zu", site->n_file, site->n_module);
	return true;
}

struct registration {
	struct site *site;
	struct catalogue *catalogue;
};

static enum err_code
registration_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct registration *x = job->owner;

	catalogue_drop(x->catalogue);
	x->catalogue = NULL;
	return catalogue_register(tx, x->site, &x->catalogue, e);
}

enum err_code
site_holder_register(struct site_holder *h, struct writer *w, struct err *e)
{
	struct registration x = { .site = site_holder_get(h) };
	struct catalogue *old;
	enum err_code rc;

	if (!x.site || h->registered) {
		site_drop(x.site);
		return ERR_OK;
	}
	rc = writer_run(w, registration_run, &x, e);
	if (rc == ERR_OK) {
		pthread_mutex_lock(&h->mutex);
		old = h->catalogue;
		h->catalogue = x.catalogue;
		pthread_mutex_unlock(&h->mutex);
		catalogue_drop(old);
		h->registered = true;
	} else {
		catalogue_drop(x.catalogue);
	}
	site_drop(x.site);
	return rc;
}

enum err_code
site_holder_keep(struct site_holder *h, struct err *e)
{
	struct site *site = h->kept_revision == h->revision || h->out[0] == '\0' ? NULL : site_holder_get(h);
	enum err_code rc = site ? site_keep(site, h->kept, e) : ERR_OK;

	if (rc == ERR_OK)
		h->kept_revision = h->revision;
	site_drop(site);
	return rc;
}
