using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Pictures;

/// <summary>The part of a spec that pictures have of their own: sizes, colours, the backbones that see them.</summary>
internal static class PictureSpec
{
    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec)
    {
        var problems = new List<SpecProblem>();
        void Expect(bool holds, string path, Refusal expected, object? received)
        {
            if (!holds)
                problems.Add(SpecProblem.Of(path, expected, received));
        }

        CheckData(spec.Data, Expect);
        if (spec.Backbone.File is null)
            CheckBackbone(spec.Backbone, Expect);
        CheckChannels(spec, Expect);
        if (spec.Head is { } head)
            CheckHead(head, Expect);
        return problems;
    }

    private static void CheckData(DataSpec data, Action<bool, string, Refusal, object?> expect)
    {
        expect(
            data.ImageSize.Count == 2 && data.ImageSize.All(s => s is >= 8 and <= 4096),
            "data.imageSize",
            new("spec.expect.imageSize"),
            $"[{string.Join(", ", data.ImageSize)}]"
        );
        expect(data.Letterbox is not true || !data.CropToAspectRatio, "data.letterbox", new("spec.expect.noCropping"), "true");
        expect(
            data.ColorMode is "grayscale" or "rgb" or "rgba",
            "data.colorMode",
            new("spec.expect.either", ("first", "\"grayscale\", \"rgb\""), ("last", "\"rgba\"")),
            data.ColorMode
        );
        expect(data.Interpolation == "bilinear", "data.interpolation", new("spec.expect.exactly", ("value", "\"bilinear\"")), data.Interpolation);
        if (data.ImageSize.Count == 2 && data.ImageSize.All(s => s is >= 8 and <= 4096) && data.BatchSize <= 4096)
        {
            // A batch is float32, and its bytes are counted in an int.
            var most =
                int.MaxValue
                / (
                    sizeof(float)
                    * data.ImageSize[0]
                    * data.ImageSize[1]
                    * (
                        data.ColorMode switch
                        {
                            "grayscale" => 1,
                            "rgba" => 4,
                            _ => 3,
                        }
                    )
                );
            expect(
                data.BatchSize <= most,
                "data.batchSize",
                new("spec.expect.batch", ("most", $"{most}"), ("size", string.Join(", ", data.ImageSize))),
                data.BatchSize
            );
        }
    }

    private static void CheckBackbone(BackboneSpec backbone, Action<bool, string, Refusal, object?> expect)
    {
        if (backbone.Name is not null)
            expect(
                BackboneCards.Find(backbone.Name) is not null,
                "backbone.name",
                new("spec.expect.oneOf", ("known", string.Join(", ", BackboneCards.All.Select(c => c.Name)))),
                backbone.Name
            );
    }

    private static void CheckHead(HeadSpec head, Action<bool, string, Refusal, object?> expect)
    {
        expect(
            head.Pooling is "avg" or "max" or "flatten",
            "head.pooling",
            new("spec.expect.either", ("first", "\"avg\", \"max\""), ("last", "\"flatten\"")),
            head.Pooling
        );
    }

    private static void CheckChannels(TrainingSpec spec, Action<bool, string, Refusal, object?> expect)
    {
        var mode = spec.Data.ColorMode;
        if (spec.Backbone.InputChannels is { } channels)
        {
            expect(mode != "rgb", "backbone.inputChannels", new("spec.expect.rgb"), channels.Method);
            expect(channels.From == "rgb", "backbone.inputChannels.from", new("spec.expect.exactly", ("value", "\"rgb\"")), channels.From);
            if (mode == "grayscale")
                expect(
                    InputChannelsSpec.GrayscaleMethods.Contains(channels.Method),
                    "backbone.inputChannels.method",
                    new("spec.expect.grayscale"),
                    channels.Method
                );
            if (mode == "rgba")
                expect(channels.Method == "repeat", "backbone.inputChannels.method", new("spec.expect.rgba"), channels.Method);
            expect(spec.Head is not null || spec.Backbone.File is not null, "backbone.inputChannels", new("spec.expect.noHead"), channels.Method);
        }
        else if (mode is "grayscale" or "rgba" && spec.Backbone is { File: null, Weights: not "none" })
        {
            expect(
                false,
                "backbone.inputChannels",
                new(
                    "spec.expect.inputChannels",
                    ("mode", mode),
                    ("method", new Refusal(mode == "rgba" ? "spec.expect.methodRgba" : "spec.expect.methodGrayscale"))
                ),
                null
            );
        }
    }
}
