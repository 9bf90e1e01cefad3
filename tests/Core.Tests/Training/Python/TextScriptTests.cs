using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tests.Training.Python;

/// <summary>Scripts for Python Keras that learn from texts: what they say.</summary>
public sealed class TextScriptTests
{
    [Fact]
    public void Write_OfNGrams_BuildsThemAndNeedsNoFile()
    {
        var script = Write("""{ "task": "text-classification", "backbone": { "name": "NGrams" } }""");
        Assert.Contains("\"buckets\": 262144, ", script);
        Assert.Contains("def n_grams(text):", script);
        Assert.Contains("tokenize = n_grams\n", script);
        Assert.Contains("keras.layers.Embedding(TOKENIZER[\"buckets\"], 16, ", script);
        Assert.Contains("MAX_LENGTH = None", script);
        Assert.Contains("class_names = sorted(set(said))", script);
        Assert.Contains("Dense(len(class_names), activation=\"softmax\")", script);
        Assert.DoesNotContain("def nnlm(", script);
        Assert.DoesNotContain("is missing here", script);
        Assert.DoesNotContain("keras_hub", script);
        Assert.DoesNotContain("import tokenizers", script);
    }

    [Fact]
    public void Write_OfAnEncoder_AsksForItsFileAndReadsItsTokenizer()
    {
        var script = Write(
            """
            { "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "head": { "pooling": "cls" },
              "data": { "path": "reviews.csv", "textColumn": "review", "labelColumn": "stars", "stratified": true },
              "loss": { "classWeight": "balanced", "labelSmoothing": 0.1 }, "callbacks": [{ "class": "ModelCheckpoint" }],
              "stages": [{ "unfreeze": "from:transformer_layer_3_self_attention", "epochs": 2, "optimizer": { "class": "AdamW", "weightDecay": 0.01 } }] }
            """
        );
        Assert.Contains("pip install \"keras>=3.10\" tensorflow keras-hub tokenizers", script);
        Assert.Contains("mlops convert --from \\\"backbone:AllMiniLML6V2\\\" --to AllMiniLML6V2.keras", script);
        Assert.Contains("EXAMPLE = \"review\"\n", script);
        Assert.Contains("    row[\"label\"] = row[\"stars\"]\n", script);
        Assert.Contains("collections.Counter(labels).items()", script);
        Assert.Contains("class_weight = {", script);
        Assert.Contains("targets = np.eye(len(class_names), dtype=\"float32\")[labels]", script);
        Assert.Contains("MAX_LENGTH = 128 ", script);
        Assert.Contains("import keras_hub\n", script);
        Assert.Contains("    x = x[:, 0]\n", script);
        Assert.Contains("(keras.layers.Dropout, keras.layers.MultiHeadAttention)", script);
        Assert.Contains(".index(\"transformer_layer_3_self_attention\")", script);
        Assert.Contains("for name in (\"best.keras\", \"last.keras\",):", script);
        Assert.DoesNotContain("keep_statistics", script);
        Assert.DoesNotContain("def bert_tensorflow(", script);
        Assert.DoesNotContain("HEIGHT", script);
    }

    [Theory]
    [InlineData("avg", "GlobalAveragePooling1D()(x, mask=inputs[1])")]
    [InlineData("max", "GlobalMaxPooling1D()(x)")]
    [InlineData("pooler", "x = x[1] if len(base.outputs) > 1 else x")]
    public void Write_OfAPooling_SaysIt(string pooling, string line)
    {
        var script = Write(
            $$"""{ "task": "text-classification", "backbone": { "name": "BertZh" }, "head": { "pooling": "{{pooling}}" }, "batchNormMode": "train" }"""
        );
        Assert.Contains(line, script);
        Assert.Equal(pooling == "pooler", !script.Contains("base.outputs[0]"));
        Assert.Contains("def bert_tensorflow(text):", script);
        Assert.DoesNotContain("rest(layer)", script);
        Assert.DoesNotContain("training=False", script);
    }

    [Theory]
    [InlineData("multi-label-classification", "activation=\"sigmoid\"", "row[\"labels\"].split(\"|\")")]
    [InlineData("regression", "Rescaling(deviation.tolist()", "column not in (EXAMPLE, \"split\", \"weight\")")]
    public void Write_OfAnotherTask_ReadsTexts(string task, string says, string reads)
    {
        var script = Write($$"""{ "task": "{{task}}", "backbone": { "name": "NnlmZhDim50" }, "data": { "shuffle": false }, "head": { "hidden": [16] } }""");
        Assert.Contains(says, script);
        Assert.Contains(reads, script);
        Assert.Contains("tokenize = nnlm\n", script);
        Assert.Contains("Texts(training, False)", script);
        Assert.DoesNotContain("decode_image", script);
        Assert.DoesNotContain("keras.applications", script);
    }

    [Fact]
    public void Write_OfAFile_TakesTheTokenizerThatIsInIt()
    {
        var script = Write("""{ "task": "text-classification", "backbone": { "file": "models/bert-tiny" }, "head": { "dropout": 0.1 } }""");
        Assert.Contains("mlops convert --from \\\"models/bert-tiny\\\" --to \\\"bert-tiny.keras\\\"", script);
        Assert.Contains("load_model(\"bert-tiny.keras\", compile=False)", script);
        Assert.Contains("[TOKENIZER[\"kind\"]]", script);
        Assert.Contains("MAX_LENGTH = min([128, *places]) if places else None", script);
        var own = Write("""{ "task": "text-classification", "backbone": { "file": "mine.keras" }, "head": null, "data": { "maxLength": 40 } }""");
        Assert.Contains("put its file beside this script", own);
        Assert.Contains("MAX_LENGTH = 40 ", own);
        Assert.Contains("model = base\n", own);
        Assert.DoesNotContain("places", own);
    }

    [Fact]
    public void Write_OfEveryBackboneAndTask_IsPython() =>
        PythonScripts.Compile([
            .. from task in new[] { "text-classification", "multi-label-classification", "regression" }
            from backbone in TextBackboneCards.All.Select(card => $"\"name\": \"{card.Name}\"").Append("\"file\": \"o'brien \\\"x\\\".zip\"")
            from pooling in new[] { "avg", "max", "cls", "pooler" }
            select Write(
                $$"""{ "task": "{{task}}", "backbone": { {{backbone}} }, "head": { "pooling": "{{pooling}}" }, "data": { "textColumn": "a\nimport os", "stratified": true } }"""
            ),
        ]);

    private static string Write(string json)
    {
        var script = KerasScript.Write(TrainingSpecJson.Parse(json).Value!);
        Assert.DoesNotContain("\nimport os", script);
        return script;
    }
}
