using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Training.Schedules;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Formats;

public sealed class KerasJsonTests
{
    // Keras computes a rate in the type that it reads: CosineDecay from the integer 0 ends in a fault.
    [Fact]
    public void Text_KeepsThePointOfAFloat_AndNoneOfAnInteger()
    {
        var node = new JsonObject
        {
            ["float"] = 0.0,
            ["narrow"] = 3f,
            ["small"] = 1e-7,
            ["large"] = 1e20,
            ["half"] = 0.5,
            ["int"] = 3,
            ["long"] = 4L,
            ["true"] = true,
            ["none"] = null,
            ["text"] = "ä\"",
            ["list"] = new JsonArray(1.0, 2, new JsonObject()),
            ["read"] = JsonNode.Parse("[1, 1.0, 2.50]"),
        };
        Assert.Equal(
            """{"float":0.0,"narrow":3.0,"small":1E-07,"large":1E+20,"half":0.5,"int":3,"long":4,"true":true,"none":null,"text":"ä\"","list":[1.0,2,{}],"read":[1,1.0,2.50]}""",
            KerasJson.Text(node)
        );
    }

    [Fact]
    public void ASchedule_IsWrittenAsFloats()
    {
        var text = KerasJson.Text(new CosineDecay(0, 100, warmupTarget: 1, warmupSteps: 5).ToJson());
        Assert.Contains("\"initial_learning_rate\":0.0,\"decay_steps\":100,\"alpha\":0.0", text, StringComparison.Ordinal);
        Assert.Contains("\"warmup_target\":1.0,\"warmup_steps\":5", text, StringComparison.Ordinal);
    }
}
