{
  const { data, strings } = atlas;
  const { t } = strings;

  /** Return a distance in words: metres below one kilometre, then kilometres. */
  function distance(metres) {
    if (metres < 1000) return t("distance.m", { d: metres });
    return t("distance.km", { d: Math.round(metres / 100) / 10 });
  }

  /** Return in one sentence how surely a place is located, with its radius. */
  function surely(i) {
    const radius = data.radius(i);
    const shaped =
      data.located(i) && !data.pointed(i) && strings.has(`sure_shape.${data.certainty(i)}`);
    return t(`${shaped ? "sure_shape" : "sure"}.${data.certainty(i)}`, {
      radius: radius ? distance(radius) : "",
    });
  }

  /** Return the words that tell a place apart in a list read aloud: name, layer, certainty. */
  function label(i) {
    const layer = strings.pick(data.layers()[data.layer(i)].name).text;
    return t("place.label", {
      name: strings.pick(data.name(i)).text,
      layer,
      certainty: t(`certainty.${data.certainty(i)}`),
    });
  }

  atlas.words = { distance, surely, label };
}
