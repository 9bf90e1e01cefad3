using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MlOpsDashboard.Workers.Host.Bench;

/// <param name="Inference">Pictures a second, float32.</param>
/// <param name="Training">Pictures a second with all layers training and Adam, float32.</param>
internal sealed record PeerRate(string Backbone, string Model, double Inference, double Training);

/// <summary>The distribution's PyTorch (python3-torch, python3-torchvision) on the same shapes in the same minutes, where it is installed.</summary>
internal static class PyTorchPeer
{
    private const string Debian = "/usr/bin/python3";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <returns>Its version and rates, or the reason why there are none.</returns>
    public static async Task<(string Version, IReadOnlyList<PeerRate> Rates)> MeasureAsync(
        IEnumerable<string> backbones,
        int batch,
        int size,
        int threads,
        CancellationToken stop
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Longest);
        try
        {
            var start = new ProcessStartInfo(
                File.Exists(Debian) ? Debian : "python3",
                ["-c", Script(), string.Join(',', backbones), Number(batch), Number(size), Number(threads)]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            try
            {
                var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0 ? Read(await output) : ($"not measured: {(await errors).TrimEnd().Split('\n')[^1]}", []);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }
        }
        catch (Exception fault)
            when (fault is System.ComponentModel.Win32Exception or JsonException || (fault is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return ($"not measured: {fault.Message}", []);
        }
    }

    private static (string, IReadOnlyList<PeerRate>) Read(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return (
            root.GetProperty("version").GetString()!,
            [
                .. root.GetProperty("rates")
                    .EnumerateObject()
                    .Select(rate => new PeerRate(
                        rate.Name,
                        rate.Value.GetProperty("model").GetString()!,
                        rate.Value.GetProperty("inference").GetDouble(),
                        rate.Value.GetProperty("training").GetDouble()
                    )),
            ]
        );
    }

    private static string Script()
    {
        using var reader = new StreamReader(typeof(PyTorchPeer).Assembly.GetManifestResourceStream("pytorch_peer.py")!);
        return reader.ReadToEnd();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
