using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Import;
using MlOpsDashboard.Workers.Tests.SafeTensors;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>Whole files of every format that the program reads. A format is a folder; the same folder holds the same kind.</summary>
internal static class MutationSources
{
    /// <summary>The format of a source.</summary>
    public static string FormatOf(string path) => Path.GetFileName(Path.GetDirectoryName(path))!;

    /// <summary>Writes them below a folder.</summary>
    /// <returns>Their paths, in order.</returns>
    public static IReadOnlyList<string> Write(string folder)
    {
        var files = new List<string>();
        string At(string format, string name)
        {
            var path = Path.Combine(folder, format, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            files.Add(path);
            return path;
        }
        void Copy(string format, params IEnumerable<string> sources)
        {
            foreach (var source in sources)
                File.Copy(source, At(format, Path.GetFileName(source)));
        }
        void Add(string format, string name, byte[] bytes) => File.WriteAllBytes(At(format, name), bytes);

        using var network = TutorialNetwork.Create();
        ModelFile.Save(network, At("keras", "ours.keras"));
        ModelFile.Save(network, At("h5", "ours.h5"));
        ModelFile.Save(network, At("weights.h5", "ours.weights.h5"));
        Copy("keras", Golden("layer_zoo.keras"), Golden("tokens.keras"), Golden("pretrained_model.keras"), Golden("refuse_lambda.keras"));
        Copy("h5", Golden("layer_zoo.h5"), Golden("pretrained_model.h5"), Golden("refuse_lambda.h5"));
        Copy("weights.h5", Golden("pretrained_model.weights.h5"));
        // Of Keras 2: its first zip layout, HDF5 under either name.
        Copy("keras-2.12", Cases("2.12.1", "small_trained_v3.keras", "two_inputs_v3.keras", "words_v3.keras"));
        Copy("h5-2", Cases("2.4.4", "small_trained.h5", "tensor_operations.h5", "zoo.h5"));
        Copy("h5-named-keras", Cases("2.12.1", "zoo.keras", "gone_thresholded.keras"));
        Add(
            "safetensors",
            "weights.safetensors",
            SafeTensorForge.File(
                network
                    .Weights.Select(weight =>
                        (
                            weight.Path,
                            "F32",
                            weight.Shape.ToArray(),
                            SafeTensorForge.Floats(Enumerable.Range(0, (int)weight.Count).Select(i => (i % 7) * 0.01f))
                        )
                    )
                    .ToList()
            )
        );

        Copy("zip", Repository.Cases("zips", "split.zip"), Repository.Cases("zips", "gbk.zip"));
        ImportBench.Good().Save(At("zip", "good.zip"));
        Add("jpeg", "a.jpg", TestPictures.Jpeg(1));
        Add("png", "a.png", TestPictures.Png(2, 64, 48));
        Add("gif", "a.gif", TestPictures.Gif(3, 3));
        Add("bmp", "a.bmp", TestPictures.Bmp(4, 40, 30));
        Add("webp", "a.webp", TestPictures.Webp(5));
        Add("tiff", "a.tif", TestPictures.Tiff(6));
        NpyFile.Write(At("npy", "x.npy"), TorchSharp.torch.ones(3, 4, 5));
        Add(
            "table",
            "manifest.csv",
            Encoding.UTF8.GetBytes(
                "file,label,split,weight\n"
                    + string.Join(
                        "\n",
                        Enumerable
                            .Range(0, 60)
                            .Select(i => $"a/{i}.png,{(i % 2 == 0 ? "cat" : "\"dog, big\"")},{(i % 5 == 0 ? "validation" : "training")},{i % 3 + 0.5}")
                    )
            )
        );
        var entries = Enumerable
            .Range(0, 40)
            .Select(i => new DatasetEntry($"train/{i % 2}/{i}.png", $"{i % 2}", 9, i.ToString("x64"), 8, 8)
            {
                Part = i % 4 == 0 ? DatasetPart.Validation : DatasetPart.Training,
            });
        Add("manifest", "a.manifest.json", JsonSerializer.SerializeToUtf8Bytes(new DatasetManifest(["0", "1"], [.. entries]), DatasetManifest.Json));
        return files;
    }

    private static string Golden(string name) => Repository.Golden("formats", name);

    private static IEnumerable<string> Cases(string version, params string[] names) => names.Select(name => Repository.Cases("keras2_files", version, name));
}
