using MediatR;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Tests.Fakes;

/// <summary>Answers requests by their type, and remembers what was sent. A request that nobody answers is a fault of the test.</summary>
public sealed class FakeSender : ISender
{
    private readonly Dictionary<Type, Func<object, Task<object?>>> answers = [];
    private readonly List<object> sent = [];
    private readonly List<(object Request, CancellationToken Token)> tokens = [];

    public IReadOnlyList<object> Sent
    {
        get
        {
            lock (sent)
                return [.. sent];
        }
    }

    public FakeSender On<TRequest, TAnswer>(Func<TRequest, TAnswer> answer)
        where TRequest : IRequest<TAnswer>
    {
        answers[typeof(TRequest)] = request => Task.FromResult<object?>(answer((TRequest)request));
        return this;
    }

    public FakeSender OnAsync<TRequest, TAnswer>(Func<TRequest, Task<TAnswer>> answer)
        where TRequest : IRequest<TAnswer>
    {
        answers[typeof(TRequest)] = async request => await answer((TRequest)request);
        return this;
    }

    public IEnumerable<TRequest> SentOf<TRequest>() => Sent.OfType<TRequest>();

    /// <summary>What the last request of that type was sent with.</summary>
    public CancellationToken TokenOf<TRequest>()
    {
        lock (sent)
            return tokens.Last(t => t.Request is TRequest).Token;
    }

    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default)
    {
        lock (sent)
        {
            sent.Add(request);
            tokens.Add((request, cancellationToken));
        }
        if (!answers.TryGetValue(request.GetType(), out var answer))
            throw new InvalidOperationException($"No answer was set for {request.GetType().Name}.");
        return (TAnswer)(await answer(request).WaitAsync(cancellationToken))!;
    }
}
