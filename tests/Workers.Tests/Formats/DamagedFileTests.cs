using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Layers.Reading;
using MlOpsDashboard.Workers.Tests.Golden;
using PureHDF;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Files that are cut, flipped or lie: read right or refused in a sentence, never another exception.</summary>
public class DamagedFileTests
{
    [Theory]
    [InlineData("pretrained_model.keras")]
    [InlineData("pretrained_model.h5")]
    public void Load_CutAnywhere_IsRefused(string name)
    {
        var whole = Bytes(name);
        for (var length = 0; length < whole.Length; length += 4096)
        {
            Assert.False(TryLoad(whole[..length], out _), $"cut at {length}");
        }
    }

    [Theory]
    [InlineData("pretrained_model.keras", 1)]
    [InlineData("pretrained_model.h5", 2)]
    public void Load_WithFlippedBits_IsReadOrRefused(string name, int seed)
    {
        var random = new Random(seed);
        var whole = Bytes(name);
        for (var i = 0; i < 150; i++)
        {
            var damaged = (byte[])whole.Clone();
            var at = random.Next(Math.Min(whole.Length, i % 2 == 0 ? whole.Length : 20_000));
            damaged[at] ^= (byte)(1 << random.Next(8));
            var loaded = TryLoad(damaged, out _);

            // Inside a zip every byte of an entry is covered by its checksum.
            Assert.False(loaded && name.EndsWith(".keras", StringComparison.Ordinal) && at < whole.Length - 400 && at > 200, $"flip at {at} went unnoticed");
        }
    }

    [Fact]
    public void Load_OfAnEntryWhoseDirectoryUnderstatesItsLength_IsRefused()
    {
        var bytes = Bytes("pretrained_model.keras");
        var entry = bytes.AsSpan().LastIndexOf("config.json"u8) - 46;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 20), 10);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), 10);
        Assert.False(TryLoad(bytes, out var sentence));
        Assert.Contains("headers of entry 'config.json'", sentence);
    }

    [Fact]
    public void LoadWeights_OfAnotherShape_NamesTheWeight()
    {
        using var network = TutorialNetwork.Create();
        var path = Path.Combine(TestFolder.Create(), "wrong.weights.h5");
        KerasWeightFile.Save(network, path);
        var file = new H5File
        {
            ["layers"] = new H5Group
            {
                ["conv2d"] = new H5Group
                {
                    ["vars"] = new H5Group { ["0"] = new H5Dataset(new float[2, 3]), ["1"] = new H5Dataset(new float[32]) },
                },
            },
        };
        file.Write(path);
        Assert.Contains(
            "'pretrain/conv2d/kernel' expects shape (3, 3, 3, 32). Received (2, 3)",
            Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path)).Message
        );
    }

    [Fact]
    public void LoadWeights_ThatClaimMoreThanTheFileHolds_IsRefusedBeforeAllocation()
    {
        // A chunked dataset of 10^6 x 10^6 numbers of which none is written.
        using var network = TutorialNetwork.Create();
        var path = Path.Combine(TestFolder.Create(), "bomb.weights.h5");
        var bomb = new H5Dataset<float[]>(fileDims: [1_000_000, 1_000_000], chunks: [1000, 1000]);
        var file = new H5File
        {
            ["layers"] = new H5Group
            {
                ["conv2d"] = new H5Group
                {
                    ["vars"] = new H5Group { ["0"] = bomb, ["1"] = new H5Dataset(new float[32]) },
                },
            },
        };
        file.Write(path);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Throws<RefusedException>(() => ModelFile.LoadWeights(network, path));
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
    }

    [Theory]
    [InlineData("""{"class_name":"Functional","config":{"name":"n","layers":[],"input_layers":["x",0,0],"output_layers":["x",0,0]}}""", "x")]
    [InlineData(
        """{"class_name":"Functional","config":{"name":"n","layers":[{"class_name":"InputLayer","config":{"name":"i","batch_shape":[null,4],"dtype":"float32"},"name":"i","inbound_nodes":[]},{"module":"keras.layers","class_name":"Dense","config":{"name":"loop","units":4},"name":"loop","inbound_nodes":[{"args":[{"class_name":"__keras_tensor__","config":{"keras_history":["loop",0,0]}}],"kwargs":{}}]}],"input_layers":["i",0,0],"output_layers":["loop",0,0]}}""",
        "loop"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"keras.layers","class_name":"Hologram","config":{"name":"h"},"registered_name":null}],"build_input_shape":[null,4]}}""",
        "Hologram"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"os","class_name":"Dense","config":{"name":"h","units":3},"registered_name":null}],"build_input_shape":[null,4]}}""",
        "not a Keras layer"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"keras.layers","class_name":"Dense","config":{"name":"h","units":"many"},"registered_name":null}],"build_input_shape":[null,4]}}""",
        "units"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"keras.layers","class_name":"Dense","config":{"name":"h","units":3,"lora_rank":4},"registered_name":null}],"build_input_shape":[null,4]}}""",
        "lora_rank"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"keras.layers","class_name":"Conv2D","config":{"name":"c","filters":3,"kernel_size":3,"data_format":"channels_first"},"registered_name":null}],"build_input_shape":[null,4,4,3]}}""",
        "channels_last"
    )]
    [InlineData(
        """{"class_name":"Sequential","config":{"name":"n","layers":[{"module":"keras.layers","class_name":"Dense","config":{"name":"h","units":3},"registered_name":null}]}}""",
        "never built"
    )]
    [InlineData("""{"class_name":"Wizard","config":{}}""", "Wizard")]
    [InlineData("[]", "class_name")]
    public void Read_OfAConfigThatMakesNoSense_IsRefusedByName(string config, string named) =>
        Assert.Contains(named, Assert.Throws<RefusedException>(() => NetworkReader.Read(JsonNode.Parse(config))).Message);

    [Fact]
    public void Read_OfAVeryLongChain_DoesNotExhaustTheStack()
    {
        var layers = new StringBuilder(
            """{"class_name":"InputLayer","config":{"name":"l0","batch_shape":[null,4],"dtype":"float32"},"name":"l0","inbound_nodes":[]}"""
        );
        const int Count = 20_000;
        for (var i = Count; i >= 1; i--)
        {
            layers.Append(
                $$$""",{"class_name":"Activation","config":{"name":"l{{{i}}}","activation":"relu"},"name":"l{{{i}}}","inbound_nodes":[{"args":[{"class_name":"__keras_tensor__","config":{"keras_history":["l{{{i - 1}}}",0,0]}}],"kwargs":{}}]}"""
            );
        }

        var config =
            $$$"""{"class_name":"Functional","config":{"name":"long","layers":[{{{layers}}}],"input_layers":["l0",0,0],"output_layers":["l{{{Count}}}",0,0]}}""";
        Assert.Equal(Count + 1, NetworkReader.Read(JsonNode.Parse(config)).Layers.Count);
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(Repository.Golden("formats", name));

    private static bool TryLoad(byte[] bytes, out string sentence)
    {
        var path = Path.Combine(TestFolder.Create(), "model.bin");
        File.WriteAllBytes(path, bytes);
        try
        {
            ModelFile.Load(path).Dispose();
            sentence = "";
            return true;
        }
        catch (RefusedException refusal)
        {
            sentence = refusal.Message;
            return false;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }
}
