using MlOpsDashboard.Workers.Engine.Samples;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;

/// <summary>Which emoji are of which kind, and which of them only the test shows: one in four of each.</summary>
internal static class SceneGlyphs
{
    private const int OneIn = 4;
    private const string Faces = "face",
        FacesOf = "Smileys & Emotion";

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["bird"] =
            "bird black-bird chicken rooster duck eagle dove owl parrot flamingo peacock penguin swan turkey goose hatching-chick baby-chick front-facing-baby-chick dodo phoenix",
        ["building"] =
            "house house-with-garden derelict-house office-building japanese-post-office post-office hospital bank hotel love-hotel convenience-store school department-store factory japanese-castle castle church mosque hindu-temple synagogue",
        ["cat"] =
            "cat-face cat black-cat tiger tiger-face lion leopard grinning-cat grinning-cat-with-smiling-eyes cat-with-tears-of-joy smiling-cat-with-heart-eyes cat-with-wry-smile kissing-cat weary-cat crying-cat pouting-cat",
        [Faces] = "",
        ["fruit"] =
            "grapes melon watermelon tangerine lemon lime banana pineapple mango red-apple green-apple pear peach cherries strawberry blueberries kiwi-fruit tomato coconut olive",
        ["hand"] =
            "waving-hand raised-back-of-hand hand-with-fingers-splayed raised-hand vulcan-salute rightwards-hand leftwards-hand palm-down-hand palm-up-hand ok-hand pinched-fingers pinching-hand victory-hand crossed-fingers love-you-gesture sign-of-the-horns call-me-hand backhand-index-pointing-left backhand-index-pointing-up index-pointing-up thumbs-up thumbs-down raised-fist left-facing-fist",
        ["heart"] =
            "red-heart orange-heart yellow-heart green-heart blue-heart light-blue-heart purple-heart brown-heart black-heart grey-heart white-heart pink-heart heart-with-arrow heart-with-ribbon sparkling-heart growing-heart beating-heart heart-exclamation broken-heart heart-on-fire mending-heart two-hearts",
        ["vehicle"] =
            "automobile taxi bus police-car ambulance fire-engine minibus delivery-truck articulated-lorry sport-utility-vehicle pickup-truck trolleybus racing-car tractor oncoming-automobile oncoming-bus oncoming-police-car oncoming-taxi locomotive auto-rickshaw",
    };

    /// <summary>The kinds in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Named.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Those of each kind, in the order of <see cref="Names"/>.</summary>
    /// <param name="isTest">Those of the test, else those of training; no emoji is of both.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Of(EmojiIcons icons, SampleSet sample, bool isTest)
    {
        var known = icons.Choose(sample);
        var faces = known.First(category => category.Class == FacesOf).Names.Where(name => name.Split('-').Contains(Faces));
        var there = known.SelectMany(category => category.Names).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Names.Select(kind =>
                (IReadOnlyList<string>)
                    [.. (kind == Faces ? faces : Named[kind].Split(' ').Where(there.Contains)).Where((_, i) => (i % OneIn == OneIn - 1) == isTest)]
            ),
        ];
    }
}
