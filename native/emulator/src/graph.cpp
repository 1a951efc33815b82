#include "graph.h"

#include <algorithm>

#include "context.h"
#include "error.h"
#include "random.h"

namespace emulator {

GraphNode* Graph::add(Work work, const std::vector<GraphNode*>& after) {
  for (const GraphNode* node : after) require(holds(node));
  nodes_.push_back(std::make_unique<GraphNode>(GraphNode{std::move(work), after}));
  return nodes_.back().get();
}

bool Graph::holds(const GraphNode* node) const {
  return std::any_of(nodes_.begin(), nodes_.end(), [&](const auto& one) { return one.get() == node; });
}

GraphExec::GraphExec(const Graph& graph)
    : followers_(graph.nodes().size()), waits_(graph.nodes().size()) {
  for (const auto& node : graph.nodes()) {
    const std::size_t place = works_.size();
    works_.push_back(node->work);
    places_[node.get()] = place;
    waits_[place] = node->after.size();
    for (const GraphNode* before : node->after) followers_[places_.at(before)].push_back(place);
  }
}

void GraphExec::run(Context& context) const {
  const auto seed = context.next_seed();
  if (seed) return run_shuffled(context, *seed);
  for (const Work& work : works_) execute(work, context);
}

void GraphExec::run_shuffled(Context& context, std::uint64_t seed) const {
  Random random(seed);
  std::vector<std::size_t> waits = waits_;
  std::vector<std::size_t> ready;
  for (std::size_t i = 0; i < waits.size(); i++)
    if (waits[i] == 0) ready.push_back(i);
  while (!ready.empty()) {
    std::swap(ready[random.below(ready.size())], ready.back());
    const std::size_t place = ready.back();
    ready.pop_back();
    execute(works_[place], context);
    for (const std::size_t follower : followers_[place])
      if (--waits[follower] == 0) ready.push_back(follower);
  }
}

void GraphExec::replace(const GraphNode* node, Work work) {
  const auto place = places_.find(node);
  require(place != places_.end());
  works_[place->second] = std::move(work);
}

}  // namespace emulator
