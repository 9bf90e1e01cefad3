using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>Vocabularies: the examples of Keras's own pages, files, and what must not be opened.</summary>
public class LookupTests
{
    // The values of FarmHash's reference implementation.
    [Theory]
    [InlineData("", 11160318154034397263)]
    [InlineData("a", 12917804110809363939)]
    [InlineData("abcd", 1897425971756105985)]
    [InlineData("TensorFlow", 4265654129848386254)]
    [InlineData("a text of 20 letters", 6039881673950745531)]
    [InlineData("ein Text von etwas mehr als dreißig Bytes, gut", 13154075976143587728)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 6916188127298655160)]
    [InlineData("The quick brown fox jumps over the lazy dog, and then it runs on and on and on.", 4100510860107652981)]
    [InlineData("long", 17769719259469121847)]
    public void FarmHash_EqualsTheReference(string text, ulong expected) =>
        Assert.Equal(expected, FarmHash.Fingerprint(Encoding.UTF8.GetBytes(text == "long" ? new string('y', 200) + "z" : text)));

    [Theory]
    [InlineData("""{"vocabulary":["a","b","c","d"]}""", "1,3,4,4,0,2")]
    [InlineData("""{"vocabulary":["a","b","c","d"],"num_oov_indices":2}""", "2,4,5,5,1,3")]
    [InlineData("""{"vocabulary":["a","b","c","d"],"mask_token":"d"}""", null)]
    [InlineData("""{"vocabulary":["a","b","c"],"mask_token":"d"}""", "2,4,0,0,1,3")]
    [InlineData("""{"vocabulary":["[UNK]","a","b","c","d"]}""", "1,3,4,4,0,2")]
    [InlineData("""{"vocabulary":["a","b","c","d"],"output_mode":"multi_hot"}""", "0,1,0,1,1,1,0,1,0,1")]
    [InlineData("""{"vocabulary":["a","b","c","d"],"output_mode":"count","pad_to_max_tokens":true,"max_tokens":7}""", "0,1,0,1,1,0,0,1,0,1,0,1,0,0")]
    [InlineData("""{"vocabulary":["a","b","c","d"],"output_mode":"tf_idf","idf_weights":[0.25,0.75,0.6,0.4]}""", "0,0.25,0,0.6,0.4,0.5,0,0.75,0,0.4")]
    [InlineData(
        """{"vocabulary":["[UNK]","a","b","c","d"],"output_mode":"tf_idf","idf_weights":[0.9,0.25,0.75,0.6,0.4]}""",
        "0,0.25,0,0.6,0.4,0.9,0,0.75,0,0.4"
    )]
    public void StringLookup_GivesPlaces(string config, string? expected)
    {
        using var scope = NewDisposeScope();
        if (expected is null)
        {
            Assert.Contains("mask_token", Assert.Throws<RefusedException>(() => Create("StringLookup", config)).Message);
            return;
        }

        // Row 1: a c d; row 2: d, a stranger, b.
        var text = TextTensor.Of(["a", "c", "d", "d", "z", "b"], 2, 3);
        using var network = Net(Create("StringLookup", config), "string", 3);
        Assert.Equal(expected.Split(',').Select(float.Parse), GoldenData.Values(network.Forward(text, CallContext.Inference).to_type(ScalarType.Float32)));
        AssertRoundTrip(network, text);
    }

    [Theory]
    [InlineData("""{"vocabulary":[12,36,1138,42]}""", "1,3,4,4,0,2")]
    [InlineData("""{"vocabulary":[12,36,1138,42],"num_oov_indices":2}""", "2,4,5,5,1,3")]
    [InlineData("""{"vocabulary":[-1,12,36,1138,42]}""", "1,3,4,4,0,2")]
    [InlineData("""{"vocabulary":[12,36,1138],"mask_token":42}""", "2,4,0,0,1,3")]
    [InlineData("""{"vocabulary":[36,1138,42],"mask_token":12,"output_mode":"count"}""", "0,0,1,1,1,1,0,1")]
    public void IntegerLookup_GivesPlaces(string config, string expected)
    {
        using var scope = NewDisposeScope();
        var numbers = tensor(new long[] { 12, 1138, 42, 42, 1001, 36 }, [2, 3]);
        using var network = Net(Create("IntegerLookup", config), "int64", 3);
        Assert.Equal(expected.Split(',').Select(float.Parse), GoldenData.Values(network.Forward(numbers, CallContext.Inference).to_type(ScalarType.Float32)));
        AssertRoundTrip(network, numbers);
    }

    [Fact]
    public void Lookup_Inverted_GivesTheVocabularyBack()
    {
        using var scope = NewDisposeScope();
        var numbers = tensor(new long[] { 1, 3, 4, 4, 0, 2 }, [2, 3]);
        using var texts = Net(Create("StringLookup", """{"vocabulary":["a","b","ç","d"],"invert":true}"""), "int64", 3);
        Assert.Equal(["a", "ç", "d", "d", "[UNK]", "b"], TextTensor.Read(texts.Forward(numbers, CallContext.Inference)));
        using var integers = Net(Create("IntegerLookup", """{"vocabulary":[12,36,1138,42],"invert":true}"""), "int64", 3);
        Assert.Equal([12, 1138, 42, 42, -1, 36], integers.Forward(numbers, CallContext.Inference).data<long>().ToArray());
    }

    [Fact]
    public void Lookup_WithoutPlaceForStrangers_RefusesThem()
    {
        using var scope = NewDisposeScope();
        using var network = Net(Create("StringLookup", """{"vocabulary":["a"],"num_oov_indices":0}"""), "string", 1);
        Assert.Contains("'layer'", Assert.Throws<RefusedException>(() => network.Forward(TextTensor.Of(["b"], 1, 1), CallContext.Inference)).Message);
    }

    [Theory]
    [InlineData("StringLookup", "\"/etc/passwd\"")]
    [InlineData("StringLookup", "\"http://127.0.0.1:9/words.txt\"")]
    [InlineData("IntegerLookup", "\"numbers.txt\"")]
    [InlineData("TextVectorization", "\"gs://bucket/words.txt\"")]
    public void Vocabulary_ByPathOrAddress_IsRefusedByLayer(string className, string vocabulary)
    {
        var refused = Assert.Throws<RefusedException>(() => Create(className, $$"""{"vocabulary":{{vocabulary}}}"""));
        Assert.Contains("'layer'", refused.Message);
        Assert.Contains("never opened", refused.Message);
    }

    [Theory]
    [InlineData("""{"output_sequence_length":4,"vocabulary":["foo","bar","baz"]}""", "2,1,3,0,1,4,0,0")]
    [InlineData("""{"vocabulary":["foo","bar","baz"]}""", "2,1,3,1,4,0")]
    [InlineData("""{"output_sequence_length":2,"vocabulary":["foo","bar","baz"]}""", "2,1,1,4")]
    [InlineData("""{"standardize":null,"vocabulary":["foo","bar","baz"]}""", "1,1,1,1,1,0")]
    [InlineData("""{"standardize":"lower","vocabulary":["foo","bar","baz!","bar."]}""", "2,1,5,1,4,0")]
    [InlineData("""{"ngrams":2,"vocabulary":["foo","qux","qux bar","qux baz"]}""", "2,3,1,1,4,3,1,5,0,0")]
    [InlineData("""{"ngrams":[2],"vocabulary":["qux bar","qux baz"]}""", "1,2,3,0")]
    [InlineData("""{"output_mode":"count","vocabulary":["foo","bar","baz"]}""", "1,1,1,0,1,0,0,1")]
    [InlineData("""{"output_mode":"multi_hot","pad_to_max_tokens":true,"max_tokens":6,"vocabulary":["foo","bar","baz"]}""", "1,1,1,0,0,0,1,0,0,1,0,0")]
    [InlineData("""{"split":"character","output_sequence_length":3,"vocabulary":["f","o"]}""", "2,3,3,1,1,1")]
    public void TextVectorization_GivesWordsTheirPlaces(string config, string expected)
    {
        using var scope = NewDisposeScope();
        var text = TextTensor.Of(["Foo  qux\tbar.", "qux BAZ!"], 2, 1);
        using var network = Net(Create("TextVectorization", config), "string", 1);
        Assert.Equal(expected.Split(',').Select(float.Parse), GoldenData.Values(network.Forward(text, CallContext.Inference).to_type(ScalarType.Float32)));
        AssertRoundTrip(network, text);
    }

    [Theory]
    [InlineData("StringLookup", """{"vocabulary_size":4}""", "[UNK]\na\nb\nç", null)]
    [InlineData("TextVectorization", """{"vocabulary_size":5}""", "\n[UNK]\na\nb\nç", null)]
    [InlineData("TextVectorization", """{"output_mode":"tf_idf","vocabulary_size":4}""", "[UNK]\na\nb\nç", new float[] { 1, 2, 3, 4 })]
    public void AdaptedVocabulary_StandsInTheAssets(string className, string config, string asset, float[]? idf)
    {
        using var scope = NewDisposeScope();
        var layer = Create(className, config);
        ((IFileState)layer).LoadAsset(asset);
        if (idf is not null)
        {
            ((IFileState)layer).LoadVariable("idf_weights", idf);
        }

        var text = TextTensor.Of(["b", "ç", "x"], 3, 1);
        using var network = Net(layer, "string", 1);
        var path = AssertRoundTrip(network, text);
        using var zip = System.IO.Compression.ZipFile.OpenRead(path);
        var folder = className == "StringLookup" ? "string_lookup" : "text_vectorization";
        using var reader = new StreamReader(zip.GetEntry($"assets/layers/{folder}/vocabulary.txt")!.Open());
        Assert.Equal(asset, reader.ReadToEnd());
        Assert.Equal(className == "TextVectorization", zip.GetEntry($"assets/layers/{folder}/_lookup_layer/vocabulary.txt") is not null);
    }

    [Fact]
    public void Vocabulary_MissingInTheFile_IsRefused()
    {
        using var scope = NewDisposeScope();
        var layer = Create("StringLookup", "{}");
        using var network = Net(layer, "string", 1);
        var path = Path.Combine(TestFolder.Create(), "empty.keras");
        ModelFile.Save(network, path);
        Assert.Contains("vocabulary", Assert.Throws<RefusedException>(() => ModelFile.Load(path)).Message);
    }

    [Fact]
    public void Text_IsRefusedByLayersOfNumbers()
    {
        var text = InputLayer.Create(TensorShape.Of(null, 1), "string").Output;
        Assert.Contains(
            "text from",
            Assert.Throws<RefusedException>(() => LayerRegistry.Create("Dense", JsonNode.Parse("""{"name":"d","units":2}""")!.AsObject()).Apply(text)).Message
        );
    }

    [Fact]
    public void TextTensor_KeepsAnyText()
    {
        using var scope = NewDisposeScope();
        string[] texts = ["", "a\0b", "ç→😀", "zz"];
        Assert.Equal(texts, TextTensor.Read(TextTensor.Of(texts, 2, 2)));
    }

    private static Layer Create(string className, string config)
    {
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = "layer";
        return LayerRegistry.Create(className, item);
    }

    private static Network Net(Layer layer, string dtype, int width)
    {
        var input = InputLayer.Create(TensorShape.Of(null, width), dtype, "in").Output;
        return new Network(input, layer.Apply(input), "n");
    }

    private static string AssertRoundTrip(Network network, Tensor input)
    {
        var path = Path.Combine(TestFolder.Create(), "lookup.keras");
        ModelFile.Save(network, path);
        using var again = ModelFile.Load(path).Network;
        Assert.Equal(JsonText.Canonical(NetworkConfig.Describe(network)), JsonText.Canonical(NetworkConfig.Describe(again)));
        Assert.Equal(
            GoldenData.Values(network.Forward(input, CallContext.Inference).to_type(ScalarType.Float32)),
            GoldenData.Values(again.Forward(input, CallContext.Inference).to_type(ScalarType.Float32))
        );
        return path;
    }
}
