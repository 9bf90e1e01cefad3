using System.Text.Json;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Samples;
using MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Samples;

/// <summary>Scenes of emoji as COCO: 400 in <c>train</c>, 100 in <c>test</c>, each folder with its <c>_annotations.coco.json</c>. The test shows emoji that
/// training never does.</summary>
public sealed class EmojiScenes : IDrawnSample
{
    private const int Seed = 20;

    private static readonly (string Folder, int Pictures, bool IsTest)[] Parts = [("train", 400, false), ("test", 100, true)];

    public SampleSet Set =>
        new(
            "emoji-scenes",
            "Emoji in scenes, with boxes",
            "One to six emoji of eight kinds (faces, cats and their kin, vehicles, ...) on textured backgrounds, 16 to 128 px, turned and overlapping, as COCO: 400 pictures to learn from, and 100 for the test with emoji that those never show.",
            "twemoji",
            null,
            int.MaxValue,
            "Twemoji, Copyright Twitter, Inc and other contributors, graphics licensed under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). "
                + "Changes: turned, scaled, and composed on drawn backgrounds."
        )
        {
            Drawn = this,
        };

    public string Kind => ObjectDetectionCard.BoxesKind;

    public int Pictures => Parts.Sum(part => part.Pictures);

    public IReadOnlyList<string> Names => SceneGlyphs.Names;

    public void Write(EmojiIcons icons, string folder, Action drawn, CancellationToken cancellationToken)
    {
        foreach (var (name, count, isTest) in Parts)
        {
            var inside = Path.Combine(folder, name);
            Directory.CreateDirectory(inside);
            var glyphs = SceneGlyphs.Of(icons, Set, isTest);
            var svg = icons.Svg(glyphs.SelectMany(kind => kind), SceneGlyph.Size);
            string[][] kinds = [.. glyphs.Select(kind => kind.Select(glyph => svg[glyph]).ToArray())];
            var scenes = new Scene[count];
            ProcessThreads.For(
                count,
                i =>
                {
                    var scene = Scene.Draw(kinds, (Seed * 100_000) + (isTest ? 50_000 : 0) + i);
                    SampleWriter.WriteWhole(Path.Combine(inside, FileName(i)), scene.Picture);
                    scenes[i] = scene;
                    drawn();
                },
                cancellationToken
            );
            DurableFile.Write(Path.Combine(inside, "_annotations.coco.json"), stream => Write(stream, scenes));
        }
    }

    private static string FileName(int i) => FormattableString.Invariant($"{i + 1:D4}.jpg");

    private static void Write(Stream stream, IReadOnlyList<Scene> scenes)
    {
        (string, PictureObjects)[] pictures =
        [
            .. scenes.Select(
                (scene, i) =>
                    (
                        FileName(i),
                        new PictureObjects(scene.Width, scene.Height, [.. scene.Objects.Select(one => new TrueObject(one.Kind, one.Box, one.Box.Area))])
                    )
            ),
        ];
        using var json = new Utf8JsonWriter(stream);
        CocoJson.Write(json, pictures, SceneGlyphs.Names, withDifficult: false);
    }
}
