using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;

namespace MlOpsDashboard.Workers.Tests.Tasks.ObjectDetection;

/// <summary>Pictures of red discs and blue squares on gray noise, as a dataset version of boxes; and a small backbone of strides 8, 16 and 32.</summary>
internal sealed class SceneFolder : IDisposable
{
    private static readonly string[] Names = ["disc", "square"];

    public SceneFolder(int pictures = 12, int width = 64, int height = 48)
    {
        var random = new Random(7);
        var blobs = Path.Combine(Root, "blobs");
        var entries = new List<DatasetEntry>();
        for (var i = 0; i < pictures; i++)
        {
            // Every fourth is empty.
            var (pixels, objects) = Scene(random, width, height, i % 4 == 3 ? 0 : 1 + (i % 3));
            var file = Path.Combine(Directory.CreateDirectory(Pictures).FullName, $"{i:D3}.png");
            PictureWriter.WritePng(file, height, width, 3, pixels);
            var bytes = File.ReadAllBytes(file);
            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            File.Copy(file, Path.Combine(Directory.CreateDirectory(Path.Combine(blobs, hash[..2])).FullName, hash), overwrite: true);
            entries.Add(
                new DatasetEntry($"{i:D3}.png", "", bytes.Length, hash, width, height)
                {
                    Target = ObjectRow.Write(new PictureObjects(width, height, objects)),
                    Part = i % 3 == 2 ? DatasetPart.Validation : DatasetPart.Training,
                }
            );
        }
        File.WriteAllText(
            Manifest,
            JsonSerializer.Serialize(new DatasetManifest(Names, entries) { Kind = ObjectDetectionCard.BoxesKind, BlobRoot = "blobs" }, DatasetManifest.Json)
        );
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("scenes").FullName;

    public string Manifest => Path.Combine(Root, "scenes.manifest.json");

    public string Pictures => Path.Combine(Root, "pictures");

    public string Out(string name) => Path.Combine(Root, name);

    /// <summary>A file of five strided convolutions.</summary>
    public string Backbone(int size)
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(size, size, 3).Output;
        var x = input;
        foreach (var (width, i) in new[] { 8, 8, 12, 12, 16 }.Select((width, i) => (width, i)))
        {
            x = new Conv2D(width, 3, strides: 2, padding: "same", name: $"conv{i}").Apply(x);
            x = new ReLU(name: $"relu{i}").Apply(new BatchNormalization(name: $"norm{i}").Apply(x));
        }
        using var network = new Network(input, x, "small");
        network.Initialize(1);
        var path = Path.Combine(Root, "backbone.keras");
        KerasFile.Save(network, path);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static (byte[] Pixels, List<TrueObject> Objects) Scene(Random random, int width, int height, int count)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.Next(90, 140);
        }
        var objects = new List<TrueObject>();
        for (var k = 0; k < count; k++)
        {
            var side = random.Next(width / 5, height / 2);
            var (left, top, kind) = (random.Next(0, width - side), random.Next(0, height - side), random.Next(2));
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    var (dx, dy) = (x + 0.5 - (side / 2.0), y + 0.5 - (side / 2.0));
                    if (kind == 0 && (dx * dx) + (dy * dy) > side * side / 4.0)
                    {
                        continue;
                    }
                    var at = (((top + y) * width) + left + x) * 3;
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = kind == 0 ? ((byte)220, (byte)30, (byte)30) : ((byte)30, (byte)30, (byte)220);
                }
            }
            objects.Add(new TrueObject(kind, new ObjectBox(left, top, left + side, top + side), side * side));
        }
        return (pixels, objects);
    }
}
