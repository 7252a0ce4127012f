# Prints the address of the site: a domain of one's own ($ADDRESS), else the one on GitHub Pages.
owner=${GITHUB_REPOSITORY_OWNER,,}
name=${GITHUB_REPOSITORY#*/}
site="https://$owner.github.io/$name/"
if [ "${name,,}" = "$owner.github.io" ]; then site="https://$owner.github.io/"; fi
if [ -n "$ADDRESS" ]; then site="${ADDRESS%/}/"; fi
echo "$site"
