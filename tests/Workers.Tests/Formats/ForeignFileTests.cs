using System.IO.Compression;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>What people bring in place of a model of Keras is named, with the way out; nothing of it is parsed.</summary>
public class ForeignFileTests
{
    public static TheoryData<string, byte[], string> Files() =>
        new()
        {
            { "model.pt", Zip("archive/data.pkl", "archive/data/0"), "pickle can run code: save the weights as .safetensors" },
            { "model.pkl", [0x80, 4, 0x95, 0, 0], "a pickle of Python" },
            { "old.pth", [0x80, 2, 0x8a, 0x0a], "a pickle of Python" },
            { "weights.npz", Zip("arr_0.npy", "arr_1.npy"), "arrays of NumPy" },
            { "model.keras", Zip("metadata.json", "config.json", "model.weights.npz"), "weights as .npz" },
            { "model.zip", Zip("converted/keras_model.h5", "converted/labels.txt"), "a zip around the model file 'converted/keras_model.h5'" },
            { "model.tflite", [0x1c, 0, 0, 0, .. "TFL3"u8, 0, 0], "a TensorFlow Lite file" },
            { "model.h5", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"), "git lfs pull" },
            { "model.keras", Encoding.UTF8.GetBytes("\n<!DOCTYPE html><html></html>"), "a web page" },
            { "model.keras.gz", [0x1F, 0x8B, 8, 0], "a gzip archive" },
            { "model.onnx", [8, 7, 0x12, 7, .. "pytorch"u8], "looks like an ONNX file" },
            { "model.safetensors", [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8], "weights without a network (.safetensors)" },
            { "model.keras", Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?><Error/>"), "an XML document" },
            { "model.rar", [.. "Rar!"u8, 0x1A, 7, 0], "an archive: unpack it first" },
            { "model.7z", [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "an archive: unpack it first" },
            { "model.keras", [], "which is empty" },
            { "model.keras", [1, 2, 3], "which is neither" },
        };

    [Theory, MemberData(nameof(Files))]
    public void Load_NamesWhatItIsAndTheWayOut(string name, byte[] bytes, string part)
    {
        var path = Path.Combine(TestFolder.Create(), name);
        File.WriteAllBytes(path, bytes);
        var sentence = Assert.Throws<RefusedException>(() => ModelFile.Load(path).Dispose()).Message;
        Assert.Contains(part, sentence, StringComparison.Ordinal);
        Assert.InRange(sentence.Length, 1, 300);
        using var network = TutorialNetwork.Create();
        var ofWeights = Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path)).Message;
        if (part != "which is neither" && !name.EndsWith(".safetensors", StringComparison.Ordinal))
            Assert.Contains(part, ofWeights, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfASavedModel_SaysTheWayOut()
    {
        var folder = TestFolder.Create();
        File.WriteAllBytes(Path.Combine(folder, "saved_model.pb"), [8, 1]);
        Assert.Contains(
            "nothing of a SavedModel is run here; load it in TensorFlow and save it as .keras",
            Assert.Throws<RefusedException>(() => ModelFile.Load(folder).Dispose()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Received no file",
            Assert.Throws<RefusedException>(() => ModelFile.Load(TestFolder.Create()).Dispose()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void LoadWeights_OfASavedModel_SaysWhatItIs()
    {
        var path = Path.Combine(TestFolder.Create(), "saved.zip");
        File.WriteAllBytes(path, Zip("m/saved_model.pb", "m/variables/variables.index"));
        using var network = TutorialNetwork.Create();
        Assert.Contains("a zipped SavedModel", Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Zip(params string[] names)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("{}"u8);
            }
        }
        return file.ToArray();
    }
}
