using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <param name="Efficiency">Useful arithmetic as a share of the 3x3 float32 convolution peak; null where it is not counted.</param>
internal sealed record Rate(string Backbone, string Work, string Precision, double ImagesPerSecond, double? Efficiency, double? PeerImagesPerSecond);

/// <summary>The machine's peaks, our rates at 224 pixels and batch 32, and PyTorch's beside them, from one run.</summary>
internal sealed record MachineBench(int Threads, IReadOnlyList<Peak> Peaks, string PyTorch, IReadOnlyList<Rate> Rates)
{
    public const int Size = 224;
    public const int Batch = 32;
    public static readonly string[] Backbones = ["MobileNetV3Small", "EfficientNetB0", "ResNet50V2"];

    public static async Task<MachineBench> MeasureAsync(int threads, Action<string> say, CancellationToken stop)
    {
        say(CommandTexts.Of("bench.peaks"));
        Peak[] peaks = [.. Bench.Peaks.Measure()];
        var rates = new List<Rate>();
        foreach (var precision in new[] { "float32", "mixed_bfloat16" })
        {
            foreach (var inference in InferenceRates.Measure(Size, Batch, precision, Backbones))
            {
                stop.ThrowIfCancellationRequested();
                say($"Inference, {inference.Backbone}, {precision}.");
                var efficiency = precision == "float32" ? inference.GigaFlops / peaks[0].Value : (double?)null;
                rates.Add(new(inference.Backbone, "inference", precision, inference.Best, efficiency, null));
            }
        }
        foreach (var name in Backbones)
        {
            foreach (var precision in new[] { "float32", "mixed_bfloat16" })
            {
                stop.ThrowIfCancellationRequested();
                say($"Training, {name}, {precision}.");
                rates.Add(new(name, "training", precision, TrainingRates.Measure(name, precision, Unfreeze.All, "train").ImagesPerSecond, null, null));
            }
        }
        say(CommandTexts.Of("bench.pytorch"));
        var (version, peers) = await PyTorchPeer.MeasureAsync(Backbones, Batch, Size, threads, stop);
        return new(threads, peaks, version, [.. rates.Select(rate => rate with { PeerImagesPerSecond = Peer(peers, rate) })]);
    }

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var peak in Peaks)
        {
            text.Append(CultureInfo.InvariantCulture, $"{peak.Name + ", " + peak.Precision, -28} {peak.Value, 8:0} {peak.Unit}\n");
        }
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{$"{Size} px, batch {Batch}, {Threads} threads", -44} {"images/s", 9}  {"of the peak", 11}  PyTorch {PyTorch}\n"
        );
        foreach (var rate in Rates)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{rate.Work + " " + rate.Backbone + ", " + rate.Precision, -44} {rate.ImagesPerSecond, 9:0.0}  {rate.Efficiency, 11:P0}  {rate.PeerImagesPerSecond, 7:0.0}\n"
            );
        }
        return text.ToString();
    }

    // torchvision has ResNet50, which is as large as ResNet50V2.
    private static double? Peer(IReadOnlyList<PeerRate> peers, Rate rate) =>
        rate.Precision != "float32" ? null
        : peers.FirstOrDefault(peer => peer.Backbone == rate.Backbone) is { } found
            ? rate.Work == "inference" ? found.Inference
                : found.Training
        : null;
}
