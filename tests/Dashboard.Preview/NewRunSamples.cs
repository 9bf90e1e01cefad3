using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Speeds, layers, estimates and previews for the New run form.</summary>
internal static class NewRunSamples
{
    public static void Answer(FakeSender sender, SamplePictures pictures)
    {
        sender.On<ListBackboneSpeeds, IReadOnlyList<BackboneSpeed>>(_ => [new("EfficientNetLite0", 128, 2.1, 6.4), new("MobileNetV3Small", 128, 0.82, 2.6)]);
        sender.On<GetBackboneWeights, Outcome<BackboneWeights>>(q => new BackboneWeights(
            $"{q.Backbone.ToLowerInvariant()}_notop.h5",
            "/srv/mlops/weights",
            $"https://storage.googleapis.com/keras-applications/{q.Backbone.ToLowerInvariant()}_notop.h5",
            new string('5', 64),
            null,
            null
        ));
        sender.On<FetchBackboneWeights, Outcome<BackboneWeights>>(_ => Outcome<BackboneWeights>.Refused(Refusal.OfSentence("This preview fetches nothing.")));
        sender.OnAsync<GetBackboneLayers, Outcome<IReadOnlyList<BackboneLayer>>>(async q =>
        {
            await Task.Delay(400);
            string[] parts = ["expand_conv", "expand_bn", "expand_activation", "dwconv", "bn", "activation", "project_conv", "project_bn"];
            string[] classes = ["Conv2D", "BatchNormalization", "ReLU", "DepthwiseConv2D", "BatchNormalization", "ReLU", "Conv2D", "BatchNormalization"];
            var count = BackboneCards.Find(q.Backbone)?.Layers ?? 40;
            return Outcome.Of<IReadOnlyList<BackboneLayer>>([
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new BackboneLayer(
                        i,
                        $"block{1 + i / 24}{"abc"[i / 8 % 3]}_{parts[i % 8]}",
                        classes[i % 8],
                        i % 8 is 0 or 6 ? 1_200 * (1 + i)
                            : i % 8 is 1 or 4 or 7 ? 4 * (16 + i)
                            : i % 8 == 3 ? 900
                            : 0
                    )),
            ]);
        });
        sender.OnAsync<EstimateRun, RunEstimate>(async q =>
        {
            await Task.Delay(300);
            var speed =
                q.Spec.Backbone.Name == "EfficientNetB0"
                    ? (double?)null
                    : q.Pictures * 0.0021 * (q.Spec.Augmentation.Count > 0 ? q.Spec.TotalEpochs : 1) + q.Spec.TotalEpochs * 1.2;
            return speed is null
                ? new(null, 1.4, "not measured yet; the first run on EfficientNetB0 measures it. About 1.4 GB.")
                : new(speed, 0.9, FormattableString.Invariant($"about {Math.Max(5, Math.Round(speed.Value / 5) * 5):0} s, 0.9 GB"));
        });
        sender.OnAsync<PreviewAugmentation, Outcome<IReadOnlyList<PreviewPicture>>>(async q =>
        {
            await Task.Delay(700);
            return Outcome.Of<IReadOnlyList<PreviewPicture>>([
                .. Enumerable.Range(0, q.Count).Select(i => new PreviewPicture($"/media/{pictures.Of(i % 8, i + q.Seed)}", SamplePictures.Classes[i % 8])),
            ]);
        });
        sender.OnAsync<StartRun, Outcome<RunId>>(async q =>
        {
            await Task.Delay(3000);
            return q.Name == "refuse"
                ? Outcome<RunId>.Refused(
                    Refusal.OfSentence("Expected both parts of the split to hold pictures; the validation part would be empty with 3 pictures.")
                )
                : RunId.New();
        });
    }
}
