using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Real pictures for the browser to drop, and the worker's executable to make them.</summary>
public static class Samples
{
    /// <summary>Three classes of 40 emoji as a zip of class folders.</summary>
    public static async Task<string> ZipAsync(string folder, CancellationToken cancellationToken)
    {
        var pictures = Path.Combine(folder, "pictures");
        await MlopsAsync(["samples", "emoji-mini", "--out", pictures], cancellationToken);
        var zip = Path.Combine(folder, "pets.zip");
        await ZipFile.CreateFromDirectoryAsync(pictures, zip, cancellationToken);
        return zip;
    }

    /// <summary>Three emoji as a zip with a COCO file: a box each, of <c>cat</c>; there is a class <c>dog</c> too.</summary>
    public static async Task<string> ScenesAsync(string folder, CancellationToken cancellationToken)
    {
        var (pictures, scenes) = (Path.Combine(folder, "emoji"), Path.Combine(folder, "scenes"));
        await MlopsAsync(["samples", "emoji-mini", "--out", pictures], cancellationToken);
        Directory.CreateDirectory(scenes);
        var files = Directory.EnumerateFiles(pictures, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(3).ToList();
        for (var i = 0; i < files.Count; i++)
            File.Copy(files[i], Path.Combine(scenes, $"{i + 1}.png"));
        var coco = new
        {
            images = files.Select((_, i) => new { id = i + 1, file_name = $"{i + 1}.png" }),
            annotations = files.Select(
                (_, i) =>
                    new
                    {
                        id = i + 1,
                        image_id = i + 1,
                        category_id = 1,
                        bbox = new[] { 2 + i, 3, 20, 20 },
                    }
            ),
            categories = new[] { new { id = 1, name = "cat" }, new { id = 2, name = "dog" } },
        };
        await File.WriteAllTextAsync(Path.Combine(scenes, "_annotations.coco.json"), JsonSerializer.Serialize(coco), cancellationToken);
        var zip = Path.Combine(folder, "scenes.zip");
        await ZipFile.CreateFromDirectoryAsync(scenes, zip, cancellationToken);
        return zip;
    }

    public static async Task MlopsAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Repository.Mlops, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        await output;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"mlops {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>SHA-256 of the weights inside a <c>.keras</c> file; the zip itself carries the time it was saved.</summary>
    public static async Task<string> WeightsHashAsync(Stream keras, CancellationToken cancellationToken)
    {
        var copy = new MemoryStream();
        await keras.CopyToAsync(copy, cancellationToken);
        await using var zip = new ZipArchive(copy);
        await using var weights = await zip.GetEntry("model.weights.h5")!.OpenAsync(cancellationToken);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(weights, cancellationToken));
    }
}
