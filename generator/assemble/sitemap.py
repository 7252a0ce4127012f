"""sitemap.xml and robots.txt: what search engines of the open web ask for."""

from __future__ import annotations

from collections.abc import Sequence

from generator.settings import Settings


def site_files(settings: Settings, urls: Sequence[str]) -> list[tuple[str, str]]:
    """sitemap.xml (in parts above 50,000 addresses, as the protocol asks) and robots.txt."""
    base, limit = settings.site_url, 50_000
    parts = [sorted(urls)[start:start + limit] for start in range(0, len(urls), limit)]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    maps = [head + f'<urlset xmlns="{schema}">\n' + "".join(f"<url><loc>{base}{url}</loc></url>\n" for url in part)
            + "</urlset>\n" for part in parts]
    files = [("sitemap.xml", maps[0])] if len(maps) == 1 else [
        *((f"sitemap-{number}.xml", text) for number, text in enumerate(maps, 1)),
        ("sitemap.xml", head + f'<sitemapindex xmlns="{schema}">\n' + "".join(
            f"<sitemap><loc>{base}sitemap-{number}.xml</loc></sitemap>\n" for number in range(1, len(maps) + 1))
         + "</sitemapindex>\n")]
    return [*files, ("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")]
