using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Microsoft.JSInterop.Infrastructure;
using MlOpsDashboard.Dashboard.Services;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Services;

public sealed class BrowserUploadTests
{
    [Fact]
    public async Task Dispose_WhileTheScriptIsOnItsWay_LeavesNothingBehind_AndFailsNothing()
    {
        var browser = new Browser();
        var upload = new BrowserUpload<BrowserUploadTests>(browser, this);
        var attaching = upload.AttachAsync(default, "/js/upload.js", "pictures");
        var disposing = upload.DisposeAsync().AsTask();

        var both = Task.WhenAll(attaching, disposing);
        await browser.AnswerAllAsync(both);
        await both;
        Assert.Equal(["import", "attach", "dispose"], browser.Calls.Take(3));
    }

    // A browser that answers when the test says so.
    private sealed class Browser : JSRuntime
    {
        private readonly Queue<string> waiting = [];

        public Browser() => JsonSerializerOptions.Converters.Add(new ElementReferenceConverter());

        public List<string> Calls { get; } = [];

        public async Task AnswerAllAsync(Task until)
        {
            while (!until.IsCompleted)
            {
                if (waiting.TryDequeue(out var answer))
                    DotNetDispatcher.EndInvokeJS(this, answer);
                await Task.Yield();
            }
        }

        protected override void BeginInvokeJS(long taskId, string identifier, string? argsJson, JSCallResultType resultType, long targetInstanceId)
        {
            Calls.Add(identifier);
            waiting.Enqueue($"[{taskId}, true, {(resultType == JSCallResultType.JSObjectReference ? """{"__jsObjectId": 1}""" : "null")}]");
        }

        protected override void EndInvokeDotNet(DotNetInvocationInfo invocationInfo, in DotNetInvocationResult invocationResult)
        {
            // The script calls nothing.
        }
    }

    private sealed class ElementReferenceConverter : System.Text.Json.Serialization.JsonConverter<ElementReference>
    {
        public override ElementReference Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            default;

        public override void Write(System.Text.Json.Utf8JsonWriter writer, ElementReference value, System.Text.Json.JsonSerializerOptions options) =>
            writer.WriteNullValue();
    }
}
